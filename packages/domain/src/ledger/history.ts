import { pageEntries } from '@mas/db/ledger'
import type { LedgerEntry } from '@mas/contracts/ledger'
import { Id, Instant } from '@mas/contracts/core'
import { cutPage, decodeCursor, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { entryOf } from './entry-of.ts'
import { ownAccount } from './own-account.ts'
import { readerOf } from './reader-of.ts'

const list = 'ledger.entries'
/** A client may send anything as a cursor: what the database could not read must not reach it. */
const Place = z.tuple([Instant, Id, z.int().min(0).max(2_147_483_647)])

/** One page of an account's entries, newest first. */
export async function pageOfEntries(
  ctx: Ctx | TxCtx,
  { account, cursor, limit }: { account: string; cursor?: string | undefined; limit: number },
): Promise<{ items: LedgerEntry[]; nextCursor: string | null }> {
  const place = cursor === undefined ? undefined : decodeCursor(list, cursor, Place)
  const before = place && { postedAt: place[0], transactionId: place[1], n: place[2] }
  const page = cutPage(list, await pageEntries(readerOf(ctx), { account, before, limit: limit + 1 }), limit, (row) => [
    row.place,
    row.transaction_id,
    row.n,
  ])
  return { ...page, items: page.items.map(entryOf) }
}

/** Query: what moved an account of the domain, newest first, each entry with its cause. */
export async function history(domain: string, ctx: Ctx | TxCtx, input: { account: string; cursor?: string; limit?: number }) {
  await ownAccount(domain, ctx, input.account)
  return pageOfEntries(ctx, { limit: 50, ...input })
}
