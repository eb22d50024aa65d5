import { addLot as write } from '@mas/db/ledger'
import { fail, newId, type TxCtx } from '@mas/kernel'
import { requireQuantity } from './amount-rules.ts'
import { settled } from './settled.ts'
import { headOf } from './transaction-head.ts'

export interface AddLotInput {
  readonly account: string
  /** Where it comes from; (account, source, sourceRef) is given once. `refund` is the ledger's own. */
  readonly source: string
  readonly sourceRef: string
  readonly qty: number
  /** From this instant on it cannot be spent; never when left out. */
  readonly expiresAt?: Date
  /** Among lots of one expiry the lower rank is spent first. */
  readonly rank: number
  /** The account that issues it. */
  readonly from: string
}

/** Part: puts an amount with an origin and an expiry into an account with lots. */
export async function addLot(domain: string, t: TxCtx, input: AddLotInput): Promise<{ lotId: string; replayed: boolean }> {
  const { account, source, sourceRef, expiresAt = null, rank, from } = input
  const qty = requireQuantity(input.qty)
  // One made by hand could stand where a refund must bring its own.
  if (source === 'refund') throw fail('request.invalid', { issues: [{ path: ['source'], message: '"refund" is the ledger’s own' }] })
  const head = headOf(domain, t, {
    key: `lot:${account}:${source}:${sourceRef}`,
    kind: 'ledger.add-lot',
    ref: { type: source, id: sourceRef },
    body: [qty, expiresAt, rank, from],
  })
  const lot = { id: newId(t.clock.now().getTime()), account_id: account, source, source_ref: sourceRef, qty, expires_at: expiresAt, rank }
  const { lotId, replayed } = settled(await write(t.tx, head, lot, from))
  return { lotId, replayed }
}
