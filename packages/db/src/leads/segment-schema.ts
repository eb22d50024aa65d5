import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { leadsSchema } from './registry-schema.ts'

/** Named conditions over the pool. `member_count` is what the latest count found, for those who see the whole pool. */
export const segments = leadsSchema.table(
  'segments',
  {
    id: id(),
    name: text('name').notNull(),
    ownerId: uuid('owner_id').notNull(),
    shared: boolean('shared').notNull(),
    condition: json('condition').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    retiredAt: at('retired_at'),
    memberCount: bigint('member_count', { mode: 'number' }),
    countedAt: at('counted_at'),
    countAskedAt: at('count_asked_at'),
  },
  (t) => [
    uniqueIndex('segments_name_key')
      .on(t.ownerId, sql`lower(${t.name})`)
      .where(sql`${t.retiredAt} is null`),
    index('segments_live_idx')
      .on(sql`lower(${t.name})`, t.id)
      .where(sql`${t.retiredAt} is null`),
    // Everybody's shared ones, beside one's own: each in the order of a page.
    index('segments_shared_idx')
      .on(sql`lower(${t.name})`, t.id)
      .where(sql`${t.retiredAt} is null and ${t.shared}`),
    check('segments_counted_chk', sql`(${t.memberCount} is null) = (${t.countedAt} is null) and ${t.memberCount} >= 0`),
  ],
)
