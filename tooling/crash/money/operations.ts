import { z } from 'zod'

const Qty = z.int().positive()
const At = z.iso.datetime()
/** `bank` or the purse of somebody. */
const Side = z.string()

/** All that somebody may ask of the ledger, with the keys that make a repeat the same operation. */
export const Operation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('grant'), wallet: z.string(), ref: z.string(), qty: Qty, rank: z.int(), expiresAt: At.nullable() }),
  z.strictObject({ kind: z.literal('hold'), id: z.uuid(), of: z.enum(['wallet', 'purse']), owner: z.string(), qty: Qty, expiresAt: At }),
  z.strictObject({ kind: z.literal('capture'), hold: z.uuid(), of: z.enum(['wallet', 'purse']), qty: Qty.nullable() }),
  z.strictObject({ kind: z.literal('release'), hold: z.uuid() }),
  z.strictObject({
    kind: z.literal('refund'),
    key: z.string(),
    hold: z.uuid(),
    of: z.enum(['wallet', 'purse']),
    qty: Qty,
    graceExpiresAt: At,
  }),
  z.strictObject({ kind: z.literal('revoke'), key: z.string(), lot: z.uuid(), qty: Qty }),
  z.strictObject({ kind: z.literal('transfer'), key: z.string(), from: Side, to: Side, amount: Qty }),
  // Has no key of the ledger's that a repeat would meet: only the request key keeps it from happening twice.
  z.strictObject({ kind: z.literal('pay'), id: z.uuid(), from: Side, to: Side, amount: Qty }),
  z.strictObject({ kind: z.literal('reverse'), key: z.string(), transactionId: z.uuid() }),
  z.strictObject({ kind: z.literal('expire'), wallet: z.string() }),
  z.strictObject({ kind: z.literal('sweep') }),
])
export type Operation = z.infer<typeof Operation>

/** What the ledger told, whichever of its parts was asked. */
export const Told = z.object({
  lotId: z.string().optional(),
  transactionId: z.string().optional(),
  captured: z.int().optional(),
  returned: z.int().optional(),
  expired: z.int().optional(),
  revoked: z.int().optional(),
  short: z.int().optional(),
  toLots: z.array(z.object({ lotId: z.string(), qty: z.int() })).optional(),
  newLot: z.object({ lotId: z.string(), qty: z.int() }).optional(),
  lots: z.array(z.object({ lotId: z.string(), qty: z.int() })).optional(),
  ended: z.int().optional(),
})
export type Told = z.infer<typeof Told>

/** Where an operation is found in the journal: the key of its transaction, or what its transaction refers to. */
export function placeOf(op: Operation, accountOf: (wallet: string) => string | undefined): string | undefined {
  switch (op.kind) {
    case 'grant':
      return `money:lot:${accountOf(op.wallet)}:grant:${op.ref}`
    case 'hold':
      return `money:hold:${op.id}`
    case 'capture':
    case 'release':
      return `money:${op.kind}:${op.hold}`
    case 'pay':
      return `pay ${op.id}`
    case 'expire':
    case 'sweep':
      return undefined
    default:
      return `money:${op.key}`
  }
}
