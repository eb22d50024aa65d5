import { revokeLot } from '@mas/db/ledger'
import type { TxCtx } from '@mas/kernel'
import { requireQuantity } from './amount-rules.ts'
import { settled } from './settled.ts'
import { chosenKey, headOf } from './transaction-head.ts'

/** Part: takes back what is free of a lot, at most `qty`. What is short is the owner's business: no balance goes below zero. */
export async function revoke(
  domain: string,
  t: TxCtx,
  input: { key: string; lotId: string; qty: number; to: string },
): Promise<{ revoked: number; short: number }> {
  const { lotId, to } = input
  const key = chosenKey(input.key)
  const qty = requireQuantity(input.qty)
  const { revoked, short } = settled(
    await revokeLot(
      t.tx,
      headOf(domain, t, { key, kind: 'ledger.revoke', ref: { type: 'lot', id: lotId }, body: [lotId, qty, to] }),
      lotId,
      qty,
      to,
    ),
  )
  return { revoked, short }
}
