import { openAccount as open } from '@mas/db/ledger'
import { newId, type TxCtx } from '@mas/kernel'
import { settled } from './settled.ts'
import type { Unit } from './units.ts'

interface Place {
  readonly unit: Unit
  /** Whose it is, in the domain's own words: `{ kind: 'user', id }`. */
  readonly owner: { readonly kind: string; readonly id: string }
  readonly name: string
  /** Domains besides the owner that may post lines to it. */
  readonly accepts?: readonly string[]
}
/** Only these combinations exist; the database checks the same. */
type Kind =
  | { readonly mode: 'system' }
  | { readonly mode: 'running'; readonly floor: 'zero' | 'none'; readonly lots?: false }
  | { readonly mode: 'running'; readonly floor: 'zero'; readonly lots: true }
export type OpenAccountInput = Place & Kind

/** Part: opens an account, or answers the one its owner already has under that name. Answers its id. */
export async function openAccount(domain: string, t: TxCtx, input: OpenAccountInput): Promise<string> {
  const now = t.clock.now().getTime()
  const { unit, owner, name, accepts } = input
  const kind =
    input.mode === 'system'
      ? { mode: input.mode, floor: 'none' as const, lots: false }
      : { mode: input.mode, floor: input.floor, lots: input.lots ?? false }
  const account = {
    id: newId(now),
    unit: unit.code,
    owner_domain: domain,
    owner_kind: owner.kind,
    owner_id: owner.id,
    name,
    ...kind,
    meta: accepts === undefined ? {} : { accepts },
  }
  return settled(await open(t.tx, account, newId(now))).accountId
}

/** Part: an account of the domain itself that only collects entries (`issuance:purchase`, `redeemed`, `bank`). */
export function systemAccount(domain: string, t: TxCtx, input: { unit: Unit; name: string; accepts?: readonly string[] }): Promise<string> {
  return openAccount(domain, t, { ...input, owner: { kind: 'system', id: domain }, mode: 'system' })
}
