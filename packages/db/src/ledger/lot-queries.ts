import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { call, exactNumber, headRow, record, type TransactionHead } from './answers.ts'
import { endOf } from './balance-queries.ts'

export interface LotPart {
  readonly lotId: string
  readonly qty: number
}
interface NewLot {
  readonly id: string
  readonly account_id: string
  readonly source: string
  readonly source_ref: string
  readonly qty: number
  readonly expires_at: Date | null
  readonly rank: number
}

export function addLot(tx: Tx, head: TransactionHead, lot: NewLot, from: string) {
  const row = record('lots', lot)
  return call<{ lotId: string; transactionId: string; replayed: boolean }>(tx, sql`ledger.add_lot(${headRow(head)}, ${row}, ${from}::uuid)`)
}

export function revokeLot(tx: Tx, head: TransactionHead, lotId: string, qty: number, to: string) {
  return call<{ revoked: number; short: number; transactionId: string }>(
    tx,
    sql`ledger.revoke(${headRow(head)}, ${lotId}::uuid, ${qty}::bigint, ${to}::uuid)`,
  )
}

interface Extension {
  readonly key: string
  readonly body_hash: string
  readonly lot_id: string
  readonly after: Date | null
  readonly extended_at: Date
  readonly actor: string
}
export function extendLot(tx: Tx, extension: Extension, domain: string) {
  return call<{ lotId: string; expiresAt: string | null }>(tx, sql`ledger.extend_lot(${record('lot_extensions', extension)}, ${domain})`)
}

export function expireLots(tx: Tx, head: TransactionHead, account: string, until: Date, to: string) {
  return call<{ expired: number; lots: LotPart[]; transactionId?: string }>(
    tx,
    sql`ledger.expire_lots(${headRow(head)}, ${account}::uuid, ${until.toISOString()}::timestamptz, ${to}::uuid)`,
  )
}

interface LotRow extends Record<string, unknown> {
  id: string
  account_id: string
  source: string
  source_ref: string
  qty: string
  held: string
  spent: string
  expired: string
  revoked: string
  free: string
  expires_at: Date | null
  rank: number
  added_at: Date
}
const lotColumns = sql`l.id, l.account_id, l.source, l.source_ref, l.qty, l.held, l.spent, l.expired, l.revoked, l.free, l.expires_at, l.rank, l.added_at`

/** Lots of an account in the order they came. `live` leaves out those of which nothing is free or held. */
export async function pageLots(
  reader: Reader,
  filter: { account: string; afterId?: string | undefined; live: boolean; addedUntil?: Date | undefined; limit: number },
) {
  const found = await rows<LotRow>(
    reader,
    sql`select ${lotColumns} from ledger.lots l
        where l.account_id = ${filter.account}::uuid
          and ${filter.afterId === undefined ? sql`true` : sql`l.id > ${filter.afterId}::uuid`}
          and ${filter.addedUntil === undefined ? sql`true` : sql`l.added_at < ${endOf(filter.addedUntil)}`}
          and ${filter.live ? sql`(l.has_free or l.held > 0)` : sql`true`}
        order by l.id limit ${filter.limit}`,
  )
  return found.map((row) => lotOf(row))
}

/** Lots of a domain's accounts with something free and an expiry in (after, until], earliest first. */
export async function expiringLots(
  reader: Reader,
  filter: { domain: string; until: Date; after?: { expiresAt: Date; id: string } | undefined; limit: number },
) {
  const { after } = filter
  const found = await rows<LotRow>(
    reader,
    sql`select ${lotColumns} from ledger.lots l join ledger.accounts a on a.id = l.account_id
        where l.has_free and l.expires_at <= ${filter.until.toISOString()}::timestamptz and a.owner_domain = ${filter.domain}
          and ${after === undefined ? sql`true` : sql`(l.expires_at, l.id) > (${after.expiresAt.toISOString()}::timestamptz, ${after.id}::uuid)`}
        order by l.expires_at, l.id limit ${filter.limit}`,
  )
  return found.map((row) => lotOf(row))
}

function lotOf(row: LotRow) {
  return {
    id: row.id,
    account: row.account_id,
    source: row.source,
    sourceRef: row.source_ref,
    qty: exactNumber(row.qty),
    free: exactNumber(row.free),
    held: exactNumber(row.held),
    spent: exactNumber(row.spent),
    expired: exactNumber(row.expired),
    revoked: exactNumber(row.revoked),
    expiresAt: row.expires_at && new Date(row.expires_at),
    rank: row.rank,
    addedAt: new Date(row.added_at),
  }
}
export type Lot = ReturnType<typeof lotOf>
