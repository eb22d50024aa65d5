import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { call, exactNumber, headRow, type TransactionHead } from './answers.ts'
import { endOf } from './balance-queries.ts'
import type { LotPart } from './lot-queries.ts'

interface NewHold {
  readonly id: string
  readonly account_id: string
  readonly qty: number
  readonly purpose: string
  readonly expires_at: Date
  readonly meta: unknown
}
export function hold(tx: Tx, head: TransactionHead, wanted: NewHold) {
  const row = sql`row(${wanted.id}::uuid, ${wanted.account_id}::uuid, ${wanted.qty}::bigint, ${wanted.purpose}::text, ${wanted.expires_at.toISOString()}::timestamptz, ${JSON.stringify(wanted.meta)}::text::jsonb)::ledger.wanted_hold`
  return call<{ holdId: string; lots: LotPart[]; transactionId: string }>(tx, sql`ledger.hold(${headRow(head)}, ${row})`)
}

interface End {
  readonly holdId: string
  /** Null: all of it; 0: release. */
  readonly qty: number | null
  readonly to: string | null
  /** Id of the transaction for what expires on its way back. */
  readonly expiryId: string
}
export function endHold(tx: Tx, head: TransactionHead, end: End) {
  return call<{ captured: number; returned: number; expired: number; transactionId: string }>(
    tx,
    sql`ledger.end_hold(${headRow(head)}, ${end.holdId}::uuid, ${end.qty}::bigint, ${end.to}::uuid, ${end.expiryId}::uuid)`,
  )
}

interface Refund {
  readonly holdId: string
  readonly qty: number
  readonly grace: Date
  readonly from: string
  readonly newLotId: string
}
export function refundCapture(tx: Tx, head: TransactionHead, refund: Refund) {
  return call<{ toLots: LotPart[]; newLot?: LotPart; transactionId: string }>(
    tx,
    sql`ledger.refund_capture(${headRow(head)}, ${refund.holdId}::uuid, ${refund.qty}::bigint, ${refund.grace.toISOString()}::timestamptz, ${refund.from}::uuid, ${refund.newLotId}::uuid)`,
  )
}

interface DueRow extends Record<string, unknown> {
  id: string
  account_id: string
  qty: string
  purpose: string
  expires_at: Date
  meta: unknown
}
/** Open holds of the domain's accounts at or past their expiry, the longest overdue first. */
export async function dueHolds(
  reader: Reader,
  filter: { domain: string; now: Date; after?: { expiresAt: Date; id: string } | undefined; limit: number },
) {
  const place =
    filter.after === undefined
      ? sql`true`
      : sql`(h.expires_at, h.id) > (${filter.after.expiresAt.toISOString()}::timestamptz, ${filter.after.id}::uuid)`
  const found = await rows<DueRow>(
    reader,
    sql`select h.id, h.account_id, h.qty, h.purpose, h.expires_at, h.meta
        from ledger.holds h join ledger.accounts a on a.id = h.account_id
        where h.state = 'open' and h.expires_at <= ${filter.now.toISOString()}::timestamptz and a.owner_domain = ${filter.domain} and ${place}
        order by h.expires_at, h.id limit ${filter.limit}`,
  )
  return found.map((row) => ({
    holdId: row.id,
    account: row.account_id,
    qty: exactNumber(row.qty),
    purpose: row.purpose,
    expiresAt: new Date(row.expires_at),
    meta: row.meta,
  }))
}

interface OpenHoldRow extends Record<string, unknown> {
  id: string
  qty: string
  purpose: string
  opened_at: Date
  expires_at: Date
}
/** Holds of an account that were open at an instant. */
export async function holdsOpenAt(reader: Reader, account: string, at: Date, limit: number) {
  const found = await rows<OpenHoldRow>(
    reader,
    sql`select id, qty, purpose, opened_at, expires_at from ledger.holds
        where account_id = ${account}::uuid and opened_at < ${endOf(at)} and (ended_at is null or ended_at >= ${endOf(at)}) order by id limit ${limit}`,
  )
  return found.map((row) => ({
    id: row.id,
    qty: exactNumber(row.qty),
    purpose: row.purpose,
    openedAt: new Date(row.opened_at),
    expiresAt: new Date(row.expires_at),
  }))
}

interface TraceRow extends Record<string, unknown> {
  id: string
  account_id: string
  qty: string
  captured: string
  refunded: string
  state: 'open' | 'captured' | 'released'
  purpose: string
  meta: unknown
  opened_at: Date
  expires_at: Date
  ended_at: Date | null
  lots: readonly { lotId: string; source: string; sourceRef: string; qty: number; captured: number; refunded: number }[]
  transactions: readonly { id: string; kind: string; postedAt: string }[]
}
/** A hold, the lots it pinned with where they came from, and the transactions written for it. */
export async function findHold(reader: Reader, domain: string, holdId: string): Promise<TraceRow | undefined> {
  const [row] = await rows<TraceRow>(
    reader,
    sql`select h.id, h.account_id, h.qty, h.captured, h.refunded, h.state, h.purpose, h.meta, h.opened_at, h.expires_at, h.ended_at,
          coalesce((select jsonb_agg(jsonb_build_object('lotId', l.id, 'source', l.source, 'sourceRef', l.source_ref, 'qty', hl.qty, 'captured', hl.captured, 'refunded', hl.refunded)
            order by l.expires_at, l.rank, l.id) from ledger.hold_lots hl join ledger.lots l on l.id = hl.lot_id where hl.hold_id = h.id), '[]') as lots,
          (select jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'postedAt', t.posted_at) order by t.posted_at) from ledger.transactions t
            where t.key = any(array(select ${domain}::text || ':' || verb || ':' || h.id from unnest('{hold,capture,release,expire}'::text[]) verb))
              or (t.kind = 'ledger.refund' and t.ref_id = h.id::text)) as transactions
        from ledger.holds h join ledger.accounts a on a.id = h.account_id
        where h.id = ${holdId}::uuid and a.owner_domain = ${domain}`,
  )
  return row
}
