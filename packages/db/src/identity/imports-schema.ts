import { index, text, uuid } from 'drizzle-orm/pg-core'
import { at } from '../columns.ts'
import { identity, users } from './schema.ts'

/** Who a person was in the system that this one replaced: what else comes from there is attached by it. */
export const importedUsers = identity.table(
  'imported_users',
  {
    oldId: text('old_id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** Where the old system kept the photo; erased with the person. */
    photoUrl: text('photo_url'),
    importedAt: at('imported_at').notNull(),
  },
  (t) => [index('imported_users_user_idx').on(t.userId)],
)
