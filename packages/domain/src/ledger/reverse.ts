import { reverse as write } from '@mas/db/ledger'
import type { TxCtx } from '@mas/kernel'
import { settled } from './settled.ts'
import { chosenKey, headOf } from './transaction-head.ts'

/** Part: corrects a posted transaction by its mirror image, once. */
export async function reverse(
  domain: string,
  t: TxCtx,
  input: { key: string; transactionId: string; reason: string },
): Promise<{ transactionId: string; replayed: boolean }> {
  const { transactionId, reason } = input
  const key = chosenKey(input.key)
  const ref = { type: 'transaction', id: transactionId }
  return settled(
    await write(
      t.tx,
      headOf(domain, t, { key, kind: 'ledger.reverse', reason, ref, reverses: transactionId, body: [transactionId, reason] }),
    ),
  )
}
