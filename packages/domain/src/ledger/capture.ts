import { endHold } from '@mas/db/ledger'
import { newId, type TxCtx } from '@mas/kernel'
import { requireQuantity } from './amount-rules.ts'
import { settled } from './settled.ts'
import { headOf, holdIdOf } from './transaction-head.ts'

/** Part: takes a hold's amount, all or `qty` of it, in spend order; the rest goes back and, past its expiry, expires. */
export async function capture(
  domain: string,
  t: TxCtx,
  input: { holdId: string; qty?: number; to: string },
): Promise<{ captured: number; returned: number; expired: number }> {
  const { to } = input
  const holdId = holdIdOf(input.holdId)
  const qty = input.qty === undefined ? null : requireQuantity(input.qty)
  const head = headOf(domain, t, { key: `capture:${holdId}`, kind: 'ledger.capture', ref: { type: 'hold', id: holdId }, body: [qty, to] })
  const { captured, returned, expired } = settled(await endHold(t.tx, head, { holdId, qty, to, expiryId: newId(t.clock.now().getTime()) }))
  return { captured, returned, expired }
}
