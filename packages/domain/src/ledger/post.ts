import { post as write } from '@mas/db/ledger'
import { fail, type TxCtx } from '@mas/kernel'
import { requireAmount } from './amount-rules.ts'
import { requireOccurred } from './instant-rules.ts'
import { settled } from './settled.ts'
import { chosenKey, headOf } from './transaction-head.ts'

export interface PostInput {
  /** The same key and body again answers the first result and writes nothing. */
  readonly key: string
  /** `<domain>.<kebab>`; `ledger.…` is the ledger's own. */
  readonly kind: string
  /** Positive is more for the account's owner. Must add up to zero in each unit. */
  readonly lines: readonly { readonly account: string; readonly amount: number }[]
  /** Business time; the clock when left out. */
  readonly occurredAt?: Date
  readonly reason?: string
  readonly ref?: { readonly type: string; readonly id: string }
}

/**
 * Part: writes one transaction. Lines move what is available: what is held belongs to holds, and what is in an account
 * with lots to lots, so those have operations of their own.
 */
export async function post(domain: string, t: TxCtx, input: PostInput): Promise<{ transactionId: string; replayed: boolean }> {
  const { kind, reason, ref } = input
  const key = chosenKey(input.key)
  if (kind.startsWith('ledger.'))
    throw fail('request.invalid', { issues: [{ path: ['kind'], message: 'kinds beginning with "ledger." are the ledger’s own' }] })
  const lines = input.lines.map(({ account, amount }) => ({ account, amount: requireAmount(amount) }))
  if (lines.length < 2) throw fail('ledger.unbalanced')
  const occurredAt = requireOccurred(input.occurredAt ?? t.clock.now(), t.clock.now())
  // Without a business time of its own a repeat may come at any later instant and still be the same body.
  const head = headOf(domain, t, { key, kind, reason, ref, occurredAt, body: [lines, input.occurredAt, reason, ref] })
  return settled(await write(t.tx, head, lines))
}
