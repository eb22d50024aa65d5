import { findAccount, type AccountRow } from '@mas/db/ledger'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { readerOf } from './reader-of.ts'

/** The account, if the domain owns it; another domain's is as unknown as one that never was. */
export async function ownAccount(domain: string, ctx: Ctx | TxCtx, account: string): Promise<AccountRow> {
  const row = await findAccount(readerOf(ctx), account)
  if (row === undefined || row.owner_domain !== domain) throw fail('ledger.account-not-found', { account })
  return row
}
