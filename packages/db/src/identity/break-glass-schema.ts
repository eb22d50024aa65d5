import { sql } from 'drizzle-orm'
import { bigint, check, foreignKey, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id } from '../columns.ts'
import { identity, users } from './schema.ts'

/** What opens the emergency door once: a phrase with one person, an authenticator with another. Neither is stored readable. */
export const breakGlassCredentials = identity.table(
  'break_glass_credentials',
  {
    id: id(),
    phraseHash: bytes('phrase_hash').notNull(),
    sealedTotp: bytes('sealed_totp').notNull(),
    custodianA: uuid('custodian_a')
      .notNull()
      .references(() => users.id),
    custodianB: uuid('custodian_b')
      .notNull()
      .references(() => users.id),
    state: text('state').$type<'sealed' | 'opened' | 'retired'>().notNull(),
    /** The step of the code that opened it. */
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
    sealedBy: uuid('sealed_by')
      .notNull()
      .references(() => users.id),
    sealedAt: at('sealed_at').notNull(),
    retiredAt: at('retired_at'),
  },
  (t) => [
    uniqueIndex('break_glass_credentials_sealed_key')
      .on(t.state)
      .where(sql`${t.state} = 'sealed'`),
    uniqueIndex('break_glass_credentials_custodians_key').on(t.id, t.custodianA, t.custodianB),
    index('break_glass_credentials_custodian_a_idx').on(t.custodianA),
    index('break_glass_credentials_custodian_b_idx').on(t.custodianB),
    index('break_glass_credentials_sealed_by_idx').on(t.sealedBy),
    check('break_glass_credentials_two_people_chk', sql`custodian_a <> custodian_b`),
    check('break_glass_credentials_state_chk', sql`state in ('sealed', 'opened', 'retired')`),
    check('break_glass_credentials_retired_chk', sql`(state = 'retired') = (retired_at is not null)`),
    check('break_glass_credentials_spent_chk', sql`state <> 'opened' or last_step > 0`),
  ],
)

/** One use of the emergency door. The custodians stand here again so that one check can hold who may review. */
export const breakGlassOpenings = identity.table(
  'break_glass_openings',
  {
    id: id(),
    credentialId: uuid('credential_id').notNull(),
    custodianA: uuid('custodian_a').notNull(),
    custodianB: uuid('custodian_b').notNull(),
    targetId: uuid('target_id')
      .notNull()
      .references(() => users.id),
    reason: text('reason').notNull(),
    openedAt: at('opened_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    closedAt: at('closed_at'),
    reviewedBy: uuid('reviewed_by').references(() => users.id),
    reviewedAt: at('reviewed_at'),
    note: text('note'),
  },
  (t) => [
    uniqueIndex('break_glass_openings_credential_key').on(t.credentialId),
    index('break_glass_openings_target_idx').on(t.targetId),
    index('break_glass_openings_reviewed_by_idx').on(t.reviewedBy),
    index('break_glass_openings_unreviewed_idx')
      .on(t.openedAt)
      .where(sql`${t.reviewedAt} is null`),
    foreignKey({
      name: 'break_glass_openings_credential_fk',
      columns: [t.credentialId, t.custodianA, t.custodianB],
      foreignColumns: [breakGlassCredentials.id, breakGlassCredentials.custodianA, breakGlassCredentials.custodianB],
    }),
    check('break_glass_openings_reason_chk', sql`length(reason) >= 20`),
    check('break_glass_openings_expiry_chk', sql`expires_at > opened_at`),
    check('break_glass_openings_reviewer_chk', sql`reviewed_by not in (custodian_a, custodian_b, target_id)`),
    check(
      'break_glass_openings_reviewed_chk',
      sql`(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (note is null)`,
    ),
    check('break_glass_openings_closed_chk', sql`reviewed_at is null or closed_at is not null`),
  ],
)
