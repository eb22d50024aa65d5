import { sql } from 'drizzle-orm'
import type { Db, Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'

export interface SuppressionRow extends Record<string, unknown> {
  id: string
  address: string | null
  scope: string
  reason: string
  note: string | null
  created_at: Date
  expires_at: Date | null
  lifted_at: Date | null
}
const columns = sql.raw('id, address, scope, reason, note, created_at, expires_at, lifted_at')

export interface SuppressionInsert {
  readonly id: string
  readonly addressHash: string
  readonly address: string | null
  readonly scope: string
  readonly reason: string
  readonly source: string | null
  readonly note: string | null
  readonly createdBy: string
  readonly now: Date
  readonly expiresAt: Date | null
}
/**
 * Suppresses; where the same suppression is in force already nothing changes (`fresh` is false), and one that has
 * run out begins again.
 */
export async function upsertSuppression(tx: Tx, one: SuppressionInsert): Promise<{ row: SuppressionRow; fresh: boolean }> {
  const now = sql`${one.now.toISOString()}::timestamptz`
  const [written] = await rows<SuppressionRow>(
    tx,
    sql`insert into notifications.suppressions as s (id, address_hash, address, scope, reason, source, note, created_at, created_by, expires_at)
        values (${one.id}::uuid, ${one.addressHash}, ${one.address}, ${one.scope}, ${one.reason}, ${one.source}, ${one.note}, ${now}, ${one.createdBy}, ${one.expiresAt?.toISOString() ?? null}::timestamptz)
        on conflict (address_hash, scope, reason) where lifted_at is null
        do update set expires_at = excluded.expires_at, source = excluded.source, note = excluded.note, created_at = excluded.created_at where s.expires_at <= ${now}
        returning ${columns}`,
  )
  if (written !== undefined) return { row: written, fresh: true }
  const [row] = await rows<SuppressionRow>(
    tx,
    sql`select ${columns} from notifications.suppressions where address_hash = ${one.addressHash} and scope = ${one.scope} and reason = ${one.reason} and lifted_at is null`,
  )
  // Lifted between the two statements: then it may be set again.
  return row === undefined ? upsertSuppression(tx, one) : { row, fresh: false }
}

/** What stops mail to an address at an instant, worst first. */
export function activeSuppressions(reader: Reader, addressHash: string, now: Date): Promise<{ scope: string; reason: string }[]> {
  return rows(
    reader,
    sql`select scope, reason from notifications.suppressions where address_hash = ${addressHash} and lifted_at is null and (expires_at is null or expires_at > ${now.toISOString()}::timestamptz)
        order by scope <> 'all', id`,
  )
}

/** Every suppression there was of some addresses, with when it was in force. */
export function suppressionsOver(
  reader: Reader,
  addressHashes: readonly string[],
): Promise<{ address_hash: string; scope: string; reason: string; created_at: Date; lifted_at: Date | null; expires_at: Date | null }[]> {
  return rows(
    reader,
    sql`select address_hash, scope, reason, created_at, lifted_at, expires_at from notifications.suppressions
        where address_hash = any(${texts(addressHashes)}) order by address_hash, created_at`,
  )
}

export function pageSuppressions(
  db: Db,
  filter: { addressHash?: string | undefined; beforeId?: string | undefined; limit: number },
): Promise<SuppressionRow[]> {
  const byAddress = filter.addressHash === undefined ? sql`true` : sql`address_hash = ${filter.addressHash}`
  const before = filter.beforeId === undefined ? sql`true` : sql`id < ${filter.beforeId}::uuid`
  return rows<SuppressionRow>(
    db,
    sql`select ${columns} from notifications.suppressions where ${byAddress} and ${before} order by id desc limit ${filter.limit}`,
  )
}

export async function lockSuppression(tx: Tx, id: string): Promise<SuppressionRow | undefined> {
  const [row] = await rows<SuppressionRow>(tx, sql`select ${columns} from notifications.suppressions where id = ${id}::uuid for update`)
  return row
}

export async function lift(tx: Tx, id: string, by: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update notifications.suppressions set lifted_at = ${now.toISOString()}::timestamptz, lifted_by = ${by} where id = ${id}::uuid and lifted_at is null`,
  )
}

/** An address known by its hash alone, as unsubscribe links know it. */
export async function addressOfHash(reader: Reader, addressHash: string): Promise<string | null> {
  const [row] = await rows<{ to_address: string }>(
    reader,
    sql`select to_address from notifications.emails where address_hash = ${addressHash} order by id desc limit 1`,
  )
  return row?.to_address ?? null
}
