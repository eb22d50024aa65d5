import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'

export interface ValueRow extends Record<string, unknown> {
  key: string
  scope: string
  value: unknown
  /** False where it was taken back to the default. */
  set: boolean
  version: number
}
const columns = sql.raw('key, scope, value, value is not null as set, version')

/** Rows of some keys, of every scope or of one. */
export function findValues(reader: Reader, keys: readonly string[], scope?: string): Promise<ValueRow[]> {
  const where = scope === undefined ? sql`` : sql` and scope = ${scope}`
  return rows(reader, sql`select ${columns} from settings.values where key = any(${texts(keys)})${where}`)
}

/** One row by its primary key: what exact reads cost. */
export async function findValue(reader: Reader, key: string, scope: string): Promise<ValueRow | undefined> {
  const [row] = await rows<ValueRow>(reader, sql`select ${columns} from settings.values where key = ${key} and scope = ${scope}`)
  return row
}

/** Holds off every other writer of settings and flags until the end of the transaction; answers the revision that it will make. */
export async function lockRevision(tx: Tx): Promise<number> {
  const [row] = await rows<{ next: string }>(tx, sql`select revision + 1 as next from settings.revision for update`)
  return Number(row?.next)
}

export interface ValueWrite {
  readonly key: string
  readonly scope: string
  readonly value: unknown
  /** False takes it back to the default. */
  readonly set: boolean
  readonly baseVersion: number
  readonly changeId: string
  readonly by: string
}

/** Writes each value if, and only if, it still has its base version; answers how many it did. */
export async function writeValues(tx: Tx, writes: readonly ValueWrite[], at: Date): Promise<number> {
  const input = writes.map((one) => ({
    key: one.key,
    scope: one.scope,
    value: one.set ? JSON.stringify(one.value) : null,
    base: one.baseVersion,
    change_id: one.changeId,
    by: one.by,
  }))
  const written = await rows(
    tx,
    sql`insert into settings.values as v (key, scope, value, version, set_at, effective_from, set_by, change_id)
        select r.key, r.scope, r.value::jsonb, r.base + 1, ${at.toISOString()}::timestamptz, c.effective_from, r.by, r.change_id
        from ${recordset(input, 'key text, scope text, value text, base int, change_id uuid, by text')}
        join settings.changes c on c.id = r.change_id
        where r.base = 0 or exists (select from settings.values o where o.key = r.key and o.scope = r.scope)
        on conflict (key, scope) do update set value = excluded.value, version = excluded.version, set_at = excluded.set_at,
          effective_from = excluded.effective_from, set_by = excluded.set_by, change_id = excluded.change_id
        where v.version = excluded.version - 1
        returning 1 as one`,
  )
  return written.length
}

/** Keys with a value of their own in a scope, among `keys`. */
export async function keysSet(reader: Reader, keys: readonly string[], scope: string): Promise<Set<string>> {
  const found = await rows<{ key: string }>(
    reader,
    sql`select key from settings.values where value is not null and scope = ${scope} and key = any(${texts(keys)})`,
  )
  return new Set(found.map((row) => row.key))
}

/** Everything that somebody set, in key order. */
export function allValues(reader: Reader): Promise<ValueRow[]> {
  return rows(reader, sql`select ${columns} from settings.values where value is not null order by key, scope`)
}

/** Keys with values although no definition has them. */
export async function strayKeys(reader: Reader, known: readonly string[], limit: number): Promise<string[]> {
  const found = await rows<{ key: string }>(
    reader,
    sql`select distinct key from settings.values where value is not null and not key = any(${texts(known)}) order by key limit ${limit}`,
  )
  return found.map((row) => row.key)
}
