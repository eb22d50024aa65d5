import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface ChangeRow extends Record<string, unknown> {
  id: string
  key: string
  scope: string
  kind: 'set' | 'revert' | 'schedule' | 'import' | 'rules' | 'override' | 'kill' | 'lift'
  old: unknown
  oldSet: boolean
  new: unknown
  newSet: boolean
  baseVersion: number
  reason: string
  by: string
  approvedBy: string | null
  at: Date
  effectiveFrom: Date
}
const columns =
  sql.raw(`id, key, scope, kind, old, old is not null as "oldSet", new, new is not null as "newSet", base_version as "baseVersion",
  reason, by, approved_by as "approvedBy", at, coalesce(effective_from, at) as "effectiveFrom"`)

export interface NewChange {
  readonly id: string
  readonly key: string
  readonly scope: string
  readonly kind: ChangeRow['kind']
  readonly old: unknown
  readonly oldSet: boolean
  readonly new: unknown
  readonly newSet: boolean
  readonly baseVersion: number
  readonly reason: string
  readonly by: string
  readonly approvedBy: string | null
}

/**
 * Adds changes that hold from `at`, or from the change before where another machine's clock had put that later: instants
 * of one key never run against its versions. Answers how many were added; a version that has its change already adds none.
 */
export async function insertChanges(tx: Tx, changes: readonly NewChange[], at: Date): Promise<number> {
  const input = changes.map((one) => ({
    id: one.id,
    key: one.key,
    scope: one.scope,
    kind: one.kind,
    old: one.oldSet ? JSON.stringify(one.old) : null,
    new: one.newSet ? JSON.stringify(one.new) : null,
    base: one.baseVersion,
    reason: one.reason,
    by: one.by,
    approved_by: one.approvedBy,
  }))
  const added = await rows(
    tx,
    sql`insert into settings.changes (id, key, scope, kind, old, new, base_version, reason, by, approved_by, at, effective_from)
        select r.id, r.key, r.scope, r.kind, r.old::jsonb, r.new::jsonb, r.base, r.reason, r.by, r.approved_by, ${instant(at)},
          greatest(${instant(at)}, (select coalesce(c.effective_from, c.at) from settings.changes c
            where c.key = r.key and c.scope = r.scope order by c.base_version desc limit 1))
        from ${recordset(input, 'id uuid, key text, scope text, kind text, old text, new text, base int, reason text, by text, approved_by text')}
        on conflict (key, scope, base_version) do nothing returning 1 as one`,
  )
  return added.length
}

export async function findChange(reader: Reader, id: string): Promise<ChangeRow | undefined> {
  return one(reader, sql`id = ${id}::uuid`)
}
/** What made the newest version. */
export async function latestChange(reader: Reader, key: string, scope: string): Promise<ChangeRow | undefined> {
  return one(reader, sql`key = ${key} and scope = ${scope} order by base_version desc limit 1`)
}
/** What held at an instant; of equal instants the later version. */
export async function changeAt(reader: Reader, key: string, scope: string, at: Date): Promise<ChangeRow | undefined> {
  return one(
    reader,
    sql`key = ${key} and scope = ${scope} and coalesce(effective_from, at) <= ${instant(at)} order by coalesce(effective_from, at) desc, base_version desc limit 1`,
  )
}
async function one(reader: Reader, where: SQL): Promise<ChangeRow | undefined> {
  const [row] = await rows<ChangeRow>(reader, sql`select ${columns} from settings.changes where ${where}`)
  return row
}

/** Newest first, below a version. */
export function listChanges(
  reader: Reader,
  page: { key: string; scope: string; below: number | undefined; limit: number },
): Promise<ChangeRow[]> {
  return rows(
    reader,
    sql`select ${columns} from settings.changes where key = ${page.key} and scope = ${page.scope} and base_version < ${page.below ?? 2_147_483_647}
        order by base_version desc limit ${page.limit}`,
  )
}

export interface LastChangeRow extends Record<string, unknown> {
  key: string
  changeId: string | null
  at: Date
  by: string | null
  reason: string | null
}
/** What made the present version of each of these rows of one scope. */
export function lastChanges(reader: Reader, places: readonly { key: string; version: number }[], scope: string): Promise<LastChangeRow[]> {
  return rows(
    reader,
    sql`select c.key, c.id as "changeId", c.at, c.by, c.reason from ${recordset([...places], 'key text, version int')}
        join settings.changes c on c.key = r.key and c.scope = ${scope} and c.base_version = r.version - 1`,
  )
}

/** Values and flags that no change made what they are: somebody wrote them by hand, or took their history away. `key`, or `key@scope`. */
export async function unexplained(reader: Reader, limit: number): Promise<string[]> {
  const found = await rows<{ place: string }>(
    reader,
    sql`select place from (
          select v.key || case when v.scope = 'global' then '' else '@' || v.scope end as place
          from settings.values v left join settings.changes c on c.key = v.key and c.scope = v.scope and c.base_version = v.version - 1
          where c.id is null or c.new is distinct from v.value
          union all
          select f.flag from settings.flags f left join settings.changes c on c.key = f.flag and c.scope = 'global' and c.base_version = f.version - 1
          where c.id is null
        ) places order by place limit ${limit}`,
  )
  return found.map((row) => row.place)
}
