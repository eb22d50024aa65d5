import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { accounts, amount, exact, ledger } from './schema.ts'

/** What came into an account at one time from one source, and what became of it: the parts and what is free make `qty`. */
export const lots = ledger.table(
  'lots',
  {
    id: id(),
    accountId: uuid('account_id').notNull(),
    // Fixed widths first: counting what is spendable reads this far into every lot and no further.
    qty: amount('qty').notNull(),
    held: amount('held').notNull().default(0),
    spent: amount('spent').notNull().default(0),
    expired: amount('expired').notNull().default(0),
    revoked: amount('revoked').notNull().default(0),
    free: amount('free').generatedAlwaysAs(sql`(qty - held - spent - expired - revoked)`),
    /** Only for the indexes: it flips seldom, so most updates of a lot touch no index. */
    hasFree: boolean('has_free').generatedAlwaysAs(sql`(qty > held + spent + expired + revoked)`),
    rank: smallint('rank').notNull(),
    expiresAt: at('expires_at'),
    addedAt: at('added_at').notNull(),
    source: text('source').notNull(),
    sourceRef: text('source_ref').notNull(),
  },
  (t) => [
    foreignKey({ name: 'lots_account_fk', columns: [t.accountId], foreignColumns: [accounts.id] }),
    unique('lots_source_key').on(t.accountId, t.source, t.sourceRef),
    // Spend order; ascending puts nulls last, which is what "never expires" means here.
    index('lots_spend_idx')
      .on(t.accountId, t.expiresAt, t.rank, t.id)
      .where(sql`${t.hasFree}`),
    index('lots_expiry_idx')
      .on(t.expiresAt, t.id)
      .where(sql`${t.hasFree}`),
    check(
      'lots_parts_chk',
      sql`${t.qty} between 1 and ${exact} and ${t.held} >= 0 and ${t.spent} >= 0 and ${t.expired} >= 0 and ${t.revoked} >= 0
        and ${t.held} + ${t.spent} + ${t.expired} + ${t.revoked} <= ${t.qty}`,
    ),
  ],
)

/** Who moved a lot's expiry, from when to when; append-only. */
export const lotExtensions = ledger.table(
  'lot_extensions',
  {
    key: text('key').primaryKey(),
    bodyHash: text('body_hash').notNull(),
    lotId: uuid('lot_id').notNull(),
    before: at('before'),
    after: at('after'),
    extendedAt: at('extended_at').notNull(),
    actor: text('actor').notNull(),
  },
  (t) => [
    foreignKey({ name: 'lot_extensions_lot_fk', columns: [t.lotId], foreignColumns: [lots.id] }),
    index('lot_extensions_lot_idx').on(t.lotId, t.extendedAt),
    check('lot_extensions_key_chk', sql`length(${t.key}) between 3 and 200`),
  ],
)

export const holds = ledger.table(
  'holds',
  {
    id: id(),
    accountId: uuid('account_id').notNull(),
    qty: amount('qty').notNull(),
    captured: amount('captured').notNull().default(0),
    refunded: amount('refunded').notNull().default(0),
    state: text('state', { enum: ['open', 'captured', 'released'] })
      .notNull()
      .default('open'),
    purpose: text('purpose').notNull(),
    bodyHash: text('body_hash').notNull(),
    openedAt: at('opened_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
    meta: json('meta').notNull().default({}),
  },
  (t) => [
    foreignKey({ name: 'holds_account_fk', columns: [t.accountId], foreignColumns: [accounts.id] }),
    index('holds_account_idx').on(t.accountId, t.id),
    index('holds_due_idx')
      .on(t.expiresAt, t.id)
      .where(sql`${t.state} = 'open'`),
    check(
      'holds_parts_chk',
      sql`${t.qty} between 1 and ${exact} and 0 <= ${t.refunded} and ${t.refunded} <= ${t.captured} and ${t.captured} <= ${t.qty}`,
    ),
    check(
      'holds_state_chk',
      sql`${t.state} in ('open', 'captured', 'released') and (${t.state} = 'captured') = (${t.captured} > 0) and (${t.state} = 'open') = (${t.endedAt} is null)`,
    ),
  ],
)

export const holdLots = ledger.table(
  'hold_lots',
  {
    holdId: uuid('hold_id').notNull(),
    lotId: uuid('lot_id').notNull(),
    qty: amount('qty').notNull(),
    captured: amount('captured').notNull().default(0),
    refunded: amount('refunded').notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'hold_lots_pkey', columns: [t.holdId, t.lotId] }),
    foreignKey({ name: 'hold_lots_hold_fk', columns: [t.holdId], foreignColumns: [holds.id] }),
    foreignKey({ name: 'hold_lots_lot_fk', columns: [t.lotId], foreignColumns: [lots.id] }),
    index('hold_lots_lot_idx').on(t.lotId),
    check('hold_lots_parts_chk', sql`${t.qty} > 0 and 0 <= ${t.refunded} and ${t.refunded} <= ${t.captured} and ${t.captured} <= ${t.qty}`),
  ],
)
