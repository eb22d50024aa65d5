import { balances as find } from '@mas/db/ledger'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { readerOf } from './reader-of.ts'

export interface AccountBalance {
  readonly account: string
  readonly available: number
  readonly held: number
  /** Null for system accounts: nobody spends from them. */
  readonly spendable: number | null
  readonly frozen: boolean
}

/** What accounts have now, in one round trip; unknown ones and other domains' are left out. */
export function balances(domain: string, ctx: Ctx | TxCtx, accounts: readonly string[]): Promise<AccountBalance[]> {
  return find(readerOf(ctx), domain, accounts, ctx.clock.now())
}

/** What can be held at this instant: of an account with lots, what has not expired, swept or not. */
export async function spendable(domain: string, ctx: Ctx | TxCtx, account: string): Promise<number> {
  const [balance] = await balances(domain, ctx, [account])
  if (balance === undefined) throw fail('ledger.account-not-found', { account })
  if (balance.spendable === null) throw fail('ledger.account-mismatch', { account })
  return balance.spendable
}
