import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'
import { LedgerReason } from './reason.ts'

/**
 * The equations that must hold at every instant, by letter; several of one letter say what its sums are sums of.
 * `guard-stands`: a constraint or trigger that keeps the books whole is away or off. `overdue-hold` is a reminder, not a contradiction.
 */
export const Equation = z.enum([
  'a-transaction-balances',
  'a-line-is-its-accounts',
  'a-reversal-mirrors',
  'b-unit-balances',
  'c-available-is-entries',
  'c-version-counts-transactions',
  'd-held-is-entries-holds-lots',
  'd-lot-is-its-holds',
  'e-available-is-free-lots',
  'e-lot-is-its-journal',
  'f-hold-is-its-lots',
  'g-captured-is-its-lots',
  'g-hold-is-its-journal',
  'h-refunded-within-captured',
  'i-running-balance',
  'i-posting-time',
  'j-snapshots-replay',
  'guard-stands',
  'overdue-hold',
])
export type Equation = z.infer<typeof Equation>

export const Finding = z.object({
  equation: Equation,
  accountId: Id.nullable().meta({ description: 'The account concerned; it is frozen. Null where none can be named' }),
  subject: z.string().meta({ description: 'Transaction, hold, unit or day that does not add up' }),
  expected: z.string().nullable(),
  found: z.string().nullable(),
})
export type Finding = z.infer<typeof Finding>

export const RunChecksInput = z.strictObject({ reason: LedgerReason })
export const CheckReport = z.object({
  checkId: Id,
  startedAt: Instant,
  finishedAt: Instant,
  accounts: z.int(),
  transactions: z.int(),
  found: z.int(),
  findings: z.array(Finding).meta({ description: 'The first 1,000' }),
  frozen: z.array(Id).meta({ description: 'Accounts this run froze' }),
})
export type CheckReport = z.infer<typeof CheckReport>
