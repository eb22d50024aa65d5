import { dueHolds as findDue, exactNumber, findHold } from '@mas/db/ledger'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { readerOf } from './reader-of.ts'

/** Query: a hold, the lots it pinned with their origin, and every transaction written for it. */
export async function holdTrace(domain: string, ctx: Ctx | TxCtx, holdId: string) {
  const row = await findHold(readerOf(ctx), domain, holdId)
  if (row === undefined) throw fail('ledger.hold-not-found', { holdId })
  return {
    holdId: row.id,
    account: row.account_id,
    state: row.state,
    qty: exactNumber(row.qty),
    captured: exactNumber(row.captured),
    refunded: exactNumber(row.refunded),
    purpose: row.purpose,
    meta: row.meta,
    openedAt: new Date(row.opened_at),
    expiresAt: new Date(row.expires_at),
    endedAt: row.ended_at && new Date(row.ended_at),
    lots: row.lots,
    transactions: row.transactions.map(({ id, kind, postedAt }) => ({ id, kind, postedAt: new Date(postedAt) })),
  }
}

/** Query: open holds at or past their expiry, the longest overdue first; the domain's sweep ends them and tells somebody. */
export function dueHolds(domain: string, ctx: Ctx | TxCtx, input: { limit: number; after?: { expiresAt: Date; id: string } }) {
  return findDue(readerOf(ctx), { domain, now: ctx.clock.now(), ...input })
}
