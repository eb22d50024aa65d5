import { sql } from 'drizzle-orm'
import { bigint, check, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id } from '../columns.ts'
import { identity, users } from './schema.ts'

/** A WebAuthn credential that verifies its user. A removed one stays, so that it can never be somebody else's. */
export const passkeys = identity.table(
  'passkeys',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    credentialId: bytes('credential_id').notNull(),
    /** COSE key. */
    publicKey: bytes('public_key').notNull(),
    /** The newest count the authenticator showed; 0 for those that do not count. */
    signCount: bigint('sign_count', { mode: 'number' }).notNull(),
    /** The site it was made for; it works nowhere else. */
    rpId: text('rp_id').notNull(),
    transports: text('transports').array().notNull(),
    label: text('label').notNull(),
    createdAt: at('created_at').notNull(),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    uniqueIndex('passkeys_credential_key').on(t.credentialId),
    index('passkeys_user_idx').on(t.userId),
    check('passkeys_sign_count_chk', sql`sign_count >= 0`),
    check('passkeys_label_chk', sql`length(label) between 1 and 60`),
  ],
)
