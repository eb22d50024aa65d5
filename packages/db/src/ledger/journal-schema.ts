import { sql } from 'drizzle-orm'
import { check, date, foreignKey, index, integer, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { lots } from './lots-schema.ts'
import { accounts, amount, exact, ledger } from './schema.ts'

export const transactions = ledger.table(
  'transactions',
  {
    id: id(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    kind: text('kind').notNull(),
    ownerDomain: text('owner_domain').notNull(),
    reason: text('reason'),
    refType: text('ref_type'),
    refId: text('ref_id'),
    occurredAt: at('occurred_at').notNull(),
    postedAt: at('posted_at').notNull(),
    actor: text('actor').notNull(),
    reversesId: uuid('reverses_id'),
    /** What the first call answered: a repeat of it is told the same. */
    result: json('result').notNull(),
  },
  (t) => [
    unique('transactions_key_key').on(t.key),
    uniqueIndex('transactions_reverses_key')
      .on(t.reversesId)
      .where(sql`${t.reversesId} is not null`),
    foreignKey({ name: 'transactions_reverses_fk', columns: [t.reversesId], foreignColumns: [t.id] }),
    index('transactions_refund_idx')
      .on(t.refId)
      .where(sql`${t.kind} = 'ledger.refund'`),
    // Postings whose business time is another: what a report by business time must correct.
    index('transactions_late_idx')
      .on(t.postedAt)
      .where(sql`${t.postedAt} <> ${t.occurredAt}`),
    check('transactions_key_chk', sql`length(${t.key}) between 3 and 200 and starts_with(${t.key}, ${t.ownerDomain} || ':')`),
    check('transactions_ref_chk', sql`(${t.refType} is null) = (${t.refId} is null)`),
  ],
)

/** An amount that left one bucket of an account for another place. A trigger (see the migrations) refuses every change. */
export const entries = ledger.table(
  'entries',
  {
    transactionId: uuid('transaction_id').notNull(),
    n: integer('n').notNull(),
    accountId: uuid('account_id').notNull(),
    unit: text('unit').notNull(),
    bucket: text('bucket', { enum: ['available', 'held'] }).notNull(),
    amount: amount('amount').notNull(),
    lotId: uuid('lot_id'),
    postedAt: at('posted_at').notNull(),
    balanceAfter: amount('balance_after'),
  },
  (t) => [
    primaryKey({ name: 'entries_pkey', columns: [t.transactionId, t.n] }),
    foreignKey({ name: 'entries_transaction_fk', columns: [t.transactionId], foreignColumns: [transactions.id] }),
    foreignKey({ name: 'entries_account_fk', columns: [t.accountId, t.unit], foreignColumns: [accounts.id, accounts.unit] }),
    foreignKey({ name: 'entries_lot_fk', columns: [t.lotId], foreignColumns: [lots.id] }),
    index('entries_account_idx').on(t.accountId, t.postedAt, t.transactionId, t.n),
    index('entries_lot_idx')
      .on(t.lotId)
      .where(sql`${t.lotId} is not null`),
    check(
      'entries_line_chk',
      sql`${t.bucket} in ('available', 'held') and ${t.amount} <> 0 and ${t.amount} between -${exact} and ${exact}`,
    ),
  ],
)

/** Sums of all entries up to the end of a day in Asia/Kolkata, for the days on which the account moved. */
export const snapshots = ledger.table(
  'snapshots',
  {
    accountId: uuid('account_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    available: amount('available').notNull(),
    held: amount('held').notNull(),
  },
  (t) => [
    primaryKey({ name: 'snapshots_pkey', columns: [t.accountId, t.day] }),
    foreignKey({ name: 'snapshots_account_fk', columns: [t.accountId], foreignColumns: [accounts.id] }),
  ],
)

/** Days whose close is whole, one after another without a gap: where the next close begins. */
export const closes = ledger.table('closes', {
  day: date('day', { mode: 'string' }).primaryKey(),
  closedAt: at('closed_at').notNull(),
  accounts: integer('accounts').notNull(),
})

/** Proof runs and what they found. A run without `finished_at` died on its way. */
export const checks = ledger.table(
  'checks',
  {
    id: id(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
    reason: text('reason').notNull(),
    actor: text('actor').notNull(),
    accounts: integer('accounts').notNull().default(0),
    transactions: amount('transactions').notNull().default(0),
    found: integer('found').notNull().default(0),
    findings: json('findings').notNull().default([]),
  },
  (t) => [index('checks_started_at_idx').on(t.startedAt)],
)
