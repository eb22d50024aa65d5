import { endHold } from '@mas/db/ledger'
import { newId, type TxCtx } from '@mas/kernel'
import { settled } from './settled.ts'
import { headOf, holdIdOf } from './transaction-head.ts'

/** Part: lets a hold go, of a frozen account too; what returns past its expiry expires. */
export async function release(
  domain: string,
  t: TxCtx,
  input: { holdId: string; reason: string },
): Promise<{ returned: number; expired: number }> {
  const { reason } = input
  const holdId = holdIdOf(input.holdId)
  const head = headOf(domain, t, {
    key: `release:${holdId}`,
    kind: 'ledger.release',
    reason,
    ref: { type: 'hold', id: holdId },
    body: [reason],
  })
  const { returned, expired } = settled(await endHold(t.tx, head, { holdId, qty: 0, to: null, expiryId: newId(t.clock.now().getTime()) }))
  return { returned, expired }
}
