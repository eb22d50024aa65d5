import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'
import type { entries } from './partitioned.ts'

type Entry = typeof entries.$inferSelect
export interface EntryInsert extends Record<string, unknown> {
  id: Entry['id']
  /** Microseconds, as in the body. */
  at: string
  body: Entry['body']
  /** Number of a named stream; any other entry is given its chain at commit. */
  chain: number | null
}
/** `at` as text, so that no microsecond is lost. */
export interface EntryRow extends Record<string, unknown> {
  id: string
  at: string
  body: string
  subject_id: string
}

export async function insertEntries(tx: Tx, inserts: readonly EntryInsert[]): Promise<void> {
  await rows(
    tx,
    sql`insert into audit.entries (id, at, body, chain) select id, at, body, chain from ${recordset(inserts, 'id uuid, at timestamptz, body text, chain smallint')}`,
  )
}

export interface EntryFilter {
  readonly subjectType?: string | undefined
  readonly subjectId?: string | undefined
  readonly actorId?: string | undefined
  readonly action?: string | undefined
  /** Only entries of these domains. */
  readonly domains?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}
export interface Position {
  readonly at: string
  readonly id: string
}
const columns = sql`id, to_char(entries.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, entries.at as sort_at, body, subject_id`

/** Newest first, behind `before`. Every committed entry is linked; saying so lets the partial indexes serve. */
export async function pageEntries(
  reader: Reader,
  filter: EntryFilter & { before?: Position | undefined; limit: number },
): Promise<EntryRow[]> {
  const where = conditions(filter)
  if (filter.before !== undefined) where.push(sql`(entries.at, id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)`)
  return page(reader, filter, where, sql`desc`, filter.limit, columns)
}

export interface LinkedRow extends EntryRow {
  chain: number
  seq: number
  hash: string
}
const linked = sql`chain, seq::float8 as seq, encode(hash, 'hex') as hash`

/** Oldest first, behind `after`: for exports. */
export async function exportEntries(
  reader: Reader,
  filter: EntryFilter & { after?: Position | undefined; limit: number },
): Promise<LinkedRow[]> {
  const where = conditions(filter)
  if (filter.after !== undefined) where.push(sql`(entries.at, id) > (${filter.after.at}::timestamptz, ${filter.after.id}::uuid)`)
  return page<LinkedRow>(reader, filter, where, sql`asc`, filter.limit, sql`${columns}, ${linked}`)
}

/** An id of ours tells its own millisecond, so that one partition is asked and not all of them. */
export async function findEntry(reader: Reader, id: string, madeAt: Date): Promise<LinkedRow | undefined> {
  const from = madeAt.toISOString()
  const [row] = await rows<LinkedRow>(
    reader,
    sql`select ${columns}, ${linked} from audit.entries
        where entries.at >= ${from}::timestamptz and entries.at < ${from}::timestamptz + interval '1 millisecond' and id = ${id}::uuid and seq is not null`,
  )
  return row
}

/** What was done to one record and who looked at it, newest first, without what belongs to a case that is not released. */
export async function pageHistory(
  reader: Reader,
  asked: { subjectType: string; subjectId: string; before?: Position | undefined; limit: number },
): Promise<EntryRow[]> {
  const behind =
    asked.before === undefined ? sql`true` : sql`(entries.at, id) < (${asked.before.at}::timestamptz, ${asked.before.id}::uuid)`
  return rows<EntryRow>(
    reader,
    sql`select ${columns} from audit.entries
        where subject_type = ${asked.subjectType} and subject_id = ${asked.subjectId} and seq is not null and ${behind}
          and body::jsonb ->> 'effect' <> 'refused'
          and (coalesce(body::jsonb #>> '{decision,confidential}', 'false') = 'false' or exists (
            select 1 from audit.entries r where r.subject_type = 'audit-case' and r.subject_id = entries.body::jsonb #>> '{decision,confidential}'
              and r.action = 'audit.release-case' and r.seq is not null))
        order by entries.at desc, id desc limit ${asked.limit}`,
  )
}

function conditions(filter: EntryFilter): SQL[] {
  const where: SQL[] = [sql`seq is not null`]
  if (filter.subjectType !== undefined) where.push(sql`subject_type = ${filter.subjectType}`)
  if (filter.subjectId !== undefined) where.push(sql`subject_id = ${filter.subjectId}`)
  if (filter.actorId !== undefined) where.push(sql`actor_id = ${filter.actorId}`)
  if (filter.action !== undefined) where.push(sql`action = ${filter.action}`)
  if (filter.from !== undefined) where.push(sql`entries.at >= ${filter.from}::timestamptz`)
  if (filter.to !== undefined) where.push(sql`entries.at < ${filter.to}::timestamptz`)
  return where
}

/** Several domains are read one by one along their index and merged: one scan over all would read everybody else's entries. */
function page<Row extends EntryRow>(
  reader: Reader,
  filter: EntryFilter,
  where: readonly SQL[],
  direction: SQL,
  limit: number,
  select: SQL,
): Promise<Row[]> {
  const { domains, subjectType, actorId, action } = filter
  const inOrder = (conditions: readonly SQL[]) =>
    sql`select ${select} from audit.entries where ${sql.join([...conditions], sql` and `)} order by entries.at ${direction}, id ${direction} limit ${limit}`
  if (domains === undefined) return rows<Row>(reader, inOrder(where))
  if (subjectType !== undefined || actorId !== undefined || action !== undefined)
    return rows<Row>(reader, inOrder([...where, sql`domain = any(${texts(domains)})`]))
  const each = inOrder([...where, sql`domain = d.name`])
  return rows<Row>(
    reader,
    sql`select e.* from unnest(${texts(domains)}) d(name) cross join lateral (${each}) e order by e.sort_at ${direction}, e.id ${direction} limit ${limit}`,
  )
}
