import { z } from 'zod'
import { Id, Instant, pageInput, pageOf } from '../core/index.ts'
import { Amount } from './account.ts'

/** One line of a transaction with the cause it was written for. */
export const LedgerEntry = z.object({
  transactionId: Id,
  n: z.int().meta({ description: 'Number of the line in its transaction, from 1' }),
  kind: z
    .string()
    .meta({ description: 'add-lot, hold, capture, release, refund, revoke, expire, reverse, or a kind of the owning domain' }),
  bucket: z.enum(['available', 'held']),
  amount: Amount,
  balanceAfter: Amount.nullable().meta({ description: 'Of the bucket; null for system accounts, which keep no running balance' }),
  lotId: Id.nullable(),
  reason: z.string().nullable(),
  ref: z.object({ type: z.string(), id: z.string() }).nullable(),
  occurredAt: Instant.meta({ description: 'When it happened in the business' }),
  postedAt: Instant.meta({ description: 'When it was written; never goes back within an account' }),
  actor: z.string(),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const ListLedgerEntriesInput = z.strictObject({ ...pageInput, accountId: Id })
export const ListLedgerEntriesOutput = pageOf(LedgerEntry)
