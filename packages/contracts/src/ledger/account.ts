import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'
import { LedgerReason } from './reason.ts'

/** A whole number of an account's minor unit: paise, tokens, micro-rupees of AI use. Positive is more for the account's owner. */
export const Amount = z.int().meta({ description: 'Whole minor units of the account; positive is more for its owner' })
export const UnitCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,31}$/)
  .meta({ description: 'Unit of account: INR (paise), TOKEN_MENTOR, …' })

export const LedgerAccount = z.object({
  id: Id,
  unit: UnitCode,
  ownerDomain: z.string().meta({ description: 'The only domain that may post to it' }),
  owner: z.object({ kind: z.string(), id: z.string() }).meta({ description: 'Whose account it is, in the words of the owning domain' }),
  name: z.string().meta({ description: '`wallet`, `payable`, `issuance:purchase`, …' }),
  mode: z.enum(['running', 'system']).meta({ description: 'running: keeps its balance; system: only its entries are summed' }),
  floor: z.enum(['zero', 'none']).meta({ description: 'zero: may never owe' }),
  lots: z.boolean().meta({ description: 'Whether what it holds has an origin and an expiry' }),
  available: Amount.meta({ description: 'Not pinned by a hold, at the instant asked for' }),
  held: Amount.meta({ description: 'Pinned by open holds, at the instant asked for' }),
  spendable: Amount.nullable().meta({
    description: 'available less what has expired and was not swept yet; null for system accounts and past instants',
  }),
  frozen: z.object({ at: Instant, reason: z.string() }).nullable(),
  lastPostedAt: Instant.nullable(),
})
export type LedgerAccount = z.infer<typeof LedgerAccount>

export const GetAccountInput = z.strictObject({
  accountId: Id,
  at: Instant.optional().meta({ description: 'Balance at this instant of posting time; now when left out' }),
})

export const FreezeAccountInput = z.strictObject({ accountId: Id, reason: LedgerReason })
export const UnfreezeAccountInput = z.strictObject({ accountId: Id, reason: LedgerReason })
