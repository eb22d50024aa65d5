import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'

export interface KeyedRow extends Record<string, unknown> {
  id: string
  storage_key: string
  purpose: string
  state: string
  size: number | null
  created_at: Date
  missing_since: Date | null
}

/** The next rows whose bytes must exist, in order of their keys; `C` so that the order is the store's. */
export async function rowsWithBytes(reader: Reader, after: string, upTo: string | undefined, limit: number): Promise<KeyedRow[]> {
  const end = upTo === undefined ? sql`true` : sql`storage_key collate "C" <= ${upTo}`
  return rows<KeyedRow>(
    reader,
    sql`select id, storage_key, purpose, state, size::float8 as size, created_at, missing_since from files.objects
        where storage_key collate "C" > ${after} and ${end} and state in ('stored', 'quarantined', 'deleted') and purged_at is null
        order by storage_key collate "C" limit ${limit}`,
  )
}

/** Rows of any state that own one of these keys. */
export async function rowsOfKeys(reader: Reader, keys: readonly string[]): Promise<KeyedRow[]> {
  return rows<KeyedRow>(
    reader,
    sql`select id, storage_key, purpose, state, size::float8 as size, created_at, missing_since from files.objects where storage_key = any(${texts(keys)})`,
  )
}

export async function markMissing(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await rows(
    tx,
    sql`update files.objects set missing_since = coalesce(missing_since, ${now.toISOString()}::timestamptz)
        where id in (select id from ${recordset(
          ids.map((id) => ({ id })),
          'id uuid',
        )}) and state in ('stored', 'quarantined', 'deleted')`,
  )
}

export async function markFound(tx: Tx, ids: readonly string[]): Promise<void> {
  await rows(
    tx,
    sql`update files.objects set missing_since = null where id in (select id from ${recordset(
      ids.map((id) => ({ id })),
      'id uuid',
    )})`,
  )
}

/** About `limit` stored files, picked at random by pages of the table. */
export async function sampleStored(reader: Reader, limit: number): Promise<{ id: string; storage_key: string; sha256: string }[]> {
  const [estimate] = await rows<{ n: number }>(
    reader,
    sql`select greatest(reltuples, 0)::float8 as n from pg_class where oid = 'files.objects'::regclass`,
  )
  const percent = Math.min(100, Math.max(0.001, (limit * 300) / Math.max(estimate?.n ?? 0, 1)))
  return rows(
    reader,
    sql`select id, storage_key, encode(sha256, 'hex') as sha256 from files.objects tablesample system (${percent}::float4)
        where state = 'stored' order by random() limit ${limit}`,
  )
}

/** Ids of uploads in parts that are under way. */
export async function knownUploads(reader: Reader, uploadIds: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ storage_upload_id: string }>(
    reader,
    sql`select u.storage_upload_id from files.uploads u join files.objects o on o.id = u.object_id
        where u.completed_at is null and o.state = 'ticket' and u.storage_upload_id = any(${texts(uploadIds)})`,
  )
  return new Set(found.map((row) => row.storage_upload_id))
}

export interface ReconciliationRow extends Record<string, unknown> {
  id: string
  started_at: Date
  finished_at: Date | null
  cursor: string
  found: unknown
}

export async function lastReconciliation(reader: Reader): Promise<ReconciliationRow | undefined> {
  const [row] = await rows<ReconciliationRow>(reader, sql`select * from files.reconciliations order by started_at desc, id desc limit 1`)
  return row
}

export async function insertReconciliation(tx: Tx, id: string, found: unknown, now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into files.reconciliations (id, started_at, cursor, found) values (${id}::uuid, ${now.toISOString()}::timestamptz, '', ${JSON.stringify(found)}::text::jsonb)`,
  )
}

export async function advanceReconciliation(tx: Tx, id: string, cursor: string, found: unknown, finishedAt?: Date): Promise<void> {
  await rows(
    tx,
    sql`update files.reconciliations set cursor = ${cursor}, found = ${JSON.stringify(found)}::text::jsonb,
          finished_at = ${finishedAt?.toISOString() ?? null}::timestamptz where id = ${id}::uuid`,
  )
}
