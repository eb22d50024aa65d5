import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'
import { Amount } from './account.ts'
import { LedgerEntry } from './entry.ts'

const Balance = z.object({ available: Amount, held: Amount })

/** A lot and what became of it: `qty = free + held + spent + expired + revoked`. */
export const LedgerLot = z.object({
  id: Id,
  source: z.string(),
  sourceRef: z.string(),
  qty: Amount,
  free: Amount,
  held: Amount,
  spent: Amount,
  expired: Amount,
  revoked: Amount,
  expiresAt: Instant.nullable(),
  rank: z.int().meta({ description: 'Among lots of one expiry the lower rank is spent first' }),
  addedAt: Instant,
})
export type LedgerLot = z.infer<typeof LedgerLot>

export const LedgerHold = z.object({
  id: Id,
  qty: Amount,
  purpose: z.string(),
  openedAt: Instant,
  expiresAt: Instant,
})

export const BalanceExplanation = z.object({
  at: Instant,
  opening: Balance.extend({
    day: z.iso.date().nullable().meta({ description: 'The snapshot begun from (close of that day, Asia/Kolkata); null: from nothing' }),
  }),
  earlier: Balance.extend({ count: z.int() }).meta({
    description: 'Entries after the opening that are summed because there are more than are listed',
  }),
  entries: z.array(LedgerEntry).meta({ description: 'The latest entries, oldest first' }),
  lots: z
    .array(LedgerLot)
    .meta({ description: 'Lots added until that instant with their fate as it stands now, at most 500, the oldest first' }),
  openHolds: z.array(LedgerHold).meta({ description: 'Holds open at that instant, at most 500' }),
  sum: Balance.meta({ description: 'opening + earlier + entries' }),
})
export type BalanceExplanation = z.infer<typeof BalanceExplanation>

export const ExplainBalanceInput = z.strictObject({
  accountId: Id,
  at: Instant.optional().meta({ description: 'Posting time; now when left out' }),
})
