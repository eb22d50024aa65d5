import { refundCapture as write, type LotPart } from '@mas/db/ledger'
import { newId, type TxCtx } from '@mas/kernel'
import { requireQuantity } from './amount-rules.ts'
import { settled } from './settled.ts'
import { chosenKey, headOf, holdIdOf } from './transaction-head.ts'

export interface RefundCaptureInput {
  readonly key: string
  readonly holdId: string
  readonly qty: number
  /** Expiry of the new lot that takes what its own lot, expired meanwhile, no longer can. */
  readonly graceExpiresAt: Date
  /** The account the capture went to. */
  readonly from: string
}

/** Part: gives back what a capture took, the lots spent last first. */
export async function refundCapture(
  domain: string,
  t: TxCtx,
  input: RefundCaptureInput,
): Promise<{ toLots: readonly LotPart[]; newLot?: LotPart }> {
  const { graceExpiresAt: grace, from } = input
  const [key, holdId] = [chosenKey(input.key), holdIdOf(input.holdId)]
  const qty = requireQuantity(input.qty)
  const head = headOf(domain, t, { key, kind: 'ledger.refund', ref: { type: 'hold', id: holdId }, body: [holdId, qty, grace, from] })
  const { toLots, newLot } = settled(await write(t.tx, head, { holdId, qty, grace, from, newLotId: newId(t.clock.now().getTime()) }))
  return { toLots, ...(newLot && { newLot }) }
}
