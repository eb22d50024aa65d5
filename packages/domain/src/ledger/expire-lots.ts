import { expireLots as write, type LotPart } from '@mas/db/ledger'
import { newId, type TxCtx } from '@mas/kernel'
import { settled } from './settled.ts'
import { headOf } from './transaction-head.ts'

/** Part: books what is free of an account's expired lots. A second sweep finds nothing and writes nothing. */
export async function expireLots(
  domain: string,
  t: TxCtx,
  input: { account: string; now: Date; to: string },
): Promise<{ expired: number; lots: readonly LotPart[] }> {
  const { account, to } = input
  const clock = t.clock.now()
  const until = input.now < clock ? input.now : clock
  const head = headOf(domain, t, {
    key: `expire:${newId(clock.getTime())}`,
    kind: 'ledger.expire',
    ref: { type: 'account', id: account },
    body: [],
  })
  const { expired, lots } = settled(await write(t.tx, head, account, until, to))
  return { expired, lots }
}
