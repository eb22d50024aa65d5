import { hold as write, type LotPart } from '@mas/db/ledger'
import type { TxCtx } from '@mas/kernel'
import { requireQuantity } from './amount-rules.ts'
import { settled } from './settled.ts'
import { headOf, holdIdOf } from './transaction-head.ts'

export interface HoldInput {
  /** The caller's id and key: a booking, a withdrawal. */
  readonly id: string
  readonly account: string
  readonly qty: number
  readonly purpose: string
  /** When the owning domain's sweep takes it up; nothing ends by itself. */
  readonly expiresAt: Date
  readonly meta?: Readonly<Record<string, string | number | boolean | null>>
}

/** Part: pins an amount, of an account with lots those that expire first. `insufficient` writes nothing. */
export async function hold(domain: string, t: TxCtx, input: HoldInput): Promise<{ holdId: string; lots: readonly LotPart[] }> {
  const { account, purpose, expiresAt, meta = {} } = input
  const id = holdIdOf(input.id)
  const qty = requireQuantity(input.qty)
  const head = headOf(domain, t, {
    key: `hold:${id}`,
    kind: 'ledger.hold',
    reason: purpose,
    ref: { type: 'hold', id },
    body: [account, qty, purpose, expiresAt, meta],
  })
  const { holdId, lots } = settled(await write(t.tx, head, { id, account_id: account, qty, purpose, expires_at: expiresAt, meta }))
  return { holdId, lots }
}
