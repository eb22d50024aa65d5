import { sql } from 'drizzle-orm'
import { bigint, check, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { at, bytes } from '../columns.ts'
import { identity, users } from './schema.ts'

/** A person's authenticator app. The new secret waits beside the old one until a code of it was shown. */
export const totpFactors = identity.table(
  'totp_factors',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => users.id),
    sealedSecret: bytes('sealed_secret'),
    pendingSecret: bytes('pending_secret'),
    confirmedAt: at('confirmed_at'),
    /** The newest step (30 s since 1970) whose code was accepted: no code works twice. */
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
    createdAt: at('created_at').notNull(),
  },
  () => [
    check('totp_factors_confirmed_chk', sql`(sealed_secret is null) = (confirmed_at is null)`),
    check('totp_factors_secret_chk', sql`sealed_secret is not null or pending_secret is not null`),
  ],
)

/** Codes for the day the app is lost: 120 random bits each, so a plain hash is enough. */
export const recoveryCodes = identity.table(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    codeHash: bytes('code_hash').notNull(),
    usedAt: at('used_at'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ name: 'recovery_codes_pk', columns: [t.userId, t.codeHash] })],
)
