import type { LedgerAccount } from '@mas/contracts/ledger'
import { balanceAt, balances, findAccount } from '@mas/db/ledger'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { readerOf } from './reader-of.ts'

/** An account of any domain with its balance now, or at an instant before. */
export async function accountOf(ctx: Ctx | TxCtx, accountId: string, at?: Date): Promise<LedgerAccount> {
  const reader = readerOf(ctx)
  const row = await findAccount(reader, accountId)
  if (row === undefined) throw fail('ledger.account-not-found', { account: accountId })
  const [now] = at === undefined ? await balances(reader, row.owner_domain, [accountId], ctx.clock.now()) : []
  const { available, held } = now ?? (await balanceAt(reader, accountId, at ?? ctx.clock.now()))
  return {
    id: row.id,
    unit: row.unit,
    ownerDomain: row.owner_domain,
    owner: { kind: row.owner_kind, id: row.owner_id },
    name: row.name,
    mode: row.mode,
    floor: row.floor,
    lots: row.lots,
    available,
    held,
    spendable: now?.spendable ?? null,
    frozen: row.frozen_at === null ? null : { at: new Date(row.frozen_at).toISOString(), reason: row.frozen_reason ?? '' },
    lastPostedAt: row.last_posted_at && new Date(row.last_posted_at).toISOString(),
  }
}
