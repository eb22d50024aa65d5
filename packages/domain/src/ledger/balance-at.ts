import { balanceAt as find, type Balance } from '@mas/db/ledger'
import type { Ctx, TxCtx } from '@mas/kernel'
import { requirePast } from './instant-rules.ts'
import { ownAccount } from './own-account.ts'
import { readerOf } from './reader-of.ts'

/** The balance at an instant of posting time. For instants more than five minutes back the answer never changes. */
export async function balanceAt(domain: string, ctx: Ctx | TxCtx, account: string, at: Date): Promise<Balance> {
  requirePast(at, ctx.clock.now())
  await ownAccount(domain, ctx, account)
  return find(readerOf(ctx), account, at)
}
