import { expiringLots as findExpiring, pageLots, type Lot } from '@mas/db/ledger'
import type { Ctx, TxCtx } from '@mas/kernel'
import { ownAccount } from './own-account.ts'
import { readerOf } from './reader-of.ts'

interface LotsInput {
  readonly account: string
  /** Only lots of which something is free or held. */
  readonly live?: boolean
  /** The last lot of the page before. */
  readonly afterId?: string
  readonly limit?: number
}
/** Lots of an account in the order they came, with what became of each. */
export async function lots(domain: string, ctx: Ctx | TxCtx, { account, live = false, afterId, limit = 100 }: LotsInput): Promise<Lot[]> {
  await ownAccount(domain, ctx, account)
  return pageLots(readerOf(ctx), { account, live, afterId, limit })
}

interface ExpiringInput {
  readonly until: Date
  /** Where to go on: the last lot of the page before, or `{ expiresAt, id }` of nothing yet seen. */
  readonly after?: { readonly expiresAt: Date; readonly id: string }
  readonly limit: number
}
/** Lots with something free that expire no later than `until`: what a sweep expires, or a warning is written about. */
export function expiringLots(domain: string, ctx: Ctx | TxCtx, input: ExpiringInput): Promise<Lot[]> {
  return findExpiring(readerOf(ctx), { domain, ...input })
}
