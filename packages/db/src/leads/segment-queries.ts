import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface SegmentRow extends Record<string, unknown> {
  id: string
  name: string
  owner_id: string
  shared: boolean
  condition: unknown
  version: number
  updated_at: Date
  member_count: number | null
  counted_at: Date | null
}
const columns = sql.raw(
  's.id, s.name, s.owner_id, s.shared, s.condition, s.version, s.updated_at, s.member_count::float8 as member_count, s.counted_at',
)

/** Segments one sees: one's own and shared ones; undefined sees all. */
const seenBy = (userId: string | undefined): SQL => (userId === undefined ? sql`true` : sql`(s.shared or s.owner_id = ${userId}::uuid)`)

export async function insertSegment(
  tx: Tx,
  segment: { id: string; name: string; ownerId: string; shared: boolean; condition: unknown; at: Date },
): Promise<SegmentRow | undefined> {
  const [made] = await rows<SegmentRow>(
    tx,
    sql`insert into leads.segments as s (id, name, owner_id, shared, condition, created_at, updated_at)
        values (${segment.id}::uuid, ${segment.name}, ${segment.ownerId}::uuid, ${segment.shared}, ${JSON.stringify(segment.condition)}::text::jsonb, ${instant(segment.at)}, ${instant(segment.at)})
        returning ${columns}`,
  )
  return made
}

export async function findSegmentRow(reader: Reader, id: string, seenByUser: string | undefined): Promise<SegmentRow | undefined> {
  const [found] = await rows<SegmentRow>(
    reader,
    sql`select ${columns} from leads.segments s where s.id = ${id}::uuid and s.retired_at is null and ${seenBy(seenByUser)}`,
  )
  return found
}

/** Locked, if it is the caller's own (undefined: anybody's). */
export async function lockSegment(tx: Tx, id: string, ownerId: string | undefined): Promise<SegmentRow | undefined> {
  const mine = ownerId === undefined ? sql`true` : sql`s.owner_id = ${ownerId}::uuid`
  const [found] = await rows<SegmentRow>(
    tx,
    sql`select ${columns} from leads.segments s where s.id = ${id}::uuid and s.retired_at is null and ${mine} for update`,
  )
  return found
}

/** A changed condition is another set of people: its version goes up and its count is forgotten. */
export async function setSegment(
  tx: Tx,
  id: string,
  set: { name: string; shared: boolean; condition: unknown; conditionChanged: boolean; retiredAt: Date | null; at: Date },
): Promise<SegmentRow | undefined> {
  const forget = set.conditionChanged ? sql`, member_count = null, counted_at = null, count_asked_at = null` : sql``
  const [changed] = await rows<SegmentRow>(
    tx,
    sql`update leads.segments s set name = ${set.name}, shared = ${set.shared}, condition = ${JSON.stringify(set.condition)}::text::jsonb,
          version = s.version + 1, updated_at = ${instant(set.at)}, retired_at = ${instant(set.retiredAt)}${forget}
        where s.id = ${id}::uuid returning ${columns}`,
  )
  return changed
}

/** By name. One's own and shared ones lie apart: each walks its own index and stops at a page, and the two are merged. */
export function pageSegments(
  reader: Reader,
  wanted: { seenByUser: string | undefined; ownedBy: string | undefined; after: { name: string; id: string } | undefined; limit: number },
): Promise<(SegmentRow & { sort_name: string })[]> {
  const { seenByUser, ownedBy, limit } = wanted
  const after = wanted.after === undefined ? sql`true` : sql`(lower(s.name), s.id) > (${wanted.after.name}, ${wanted.after.id}::uuid)`
  const page = (whose: SQL, order: SQL) =>
    sql`(select s.id, lower(s.name) as sort_name from leads.segments s where s.retired_at is null and ${whose} and ${after} order by ${order}, s.id limit ${limit})`
  // Of one owner as a range: no other index has the rows in this order.
  const own = (userId: string) => page(sql`s.owner_id >= ${userId}::uuid and s.owner_id <= ${userId}::uuid`, sql`s.owner_id, lower(s.name)`)
  const shared = page(sql`s.shared`, sql`lower(s.name)`)
  const everybodys = page(sql`true`, sql`lower(s.name)`)
  const seen = seenByUser === undefined ? everybodys : sql`(${own(seenByUser)} union ${shared})`
  const pages = ownedBy === undefined ? seen : own(ownedBy)
  return rows<SegmentRow & { sort_name: string }>(
    reader,
    sql`with page as materialized (select id, sort_name from ${pages} found order by sort_name, id limit ${limit})
        select ${columns}, page.sort_name from page join leads.segments s on s.id = page.id order by page.sort_name, s.id`,
  )
}

/** True for the first who asks for a new count since `before`. */
export async function askForCount(tx: Tx, id: string, before: Date, now: Date): Promise<boolean> {
  const asked = await rows(
    tx,
    sql`update leads.segments set count_asked_at = ${instant(now)}
        where id = ${id}::uuid and retired_at is null and (count_asked_at is null or count_asked_at < ${instant(before)}) returning 1 as one`,
  )
  return asked.length === 1
}

/** Keeps a count, if the condition is still the one that was counted. */
export async function keepCount(tx: Tx, id: string, version: number, count: number, at: Date): Promise<void> {
  await rows(
    tx,
    sql`update leads.segments set member_count = ${count}::bigint, counted_at = ${instant(at)} where id = ${id}::uuid and version = ${version}`,
  )
}
