import { sql } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

/** A whole row of `leads` as JSON: instants are texts, so two readings compare equal. */
export type LeadRecord = Record<string, unknown> & { id: string; root_id: string; status: string; version: number; full_name: string }

/** Both rows, locked in id order. */
export async function lockPair(tx: Tx, ids: readonly string[]): Promise<LeadRecord[]> {
  const found = await rows<{ lead: LeadRecord }>(
    tx,
    sql`select to_jsonb(l) as lead from leads.leads l where id = any(${uuids(ids)}) order by id for no key update`,
  )
  return found.map((row) => row.lead)
}

export interface MovedPoint extends Record<string, unknown> {
  id: string
  is_primary: boolean
  moved_by_merge: string | null
}
export interface MovedRow extends Record<string, unknown> {
  id: string
  moved_by_merge: string | null
}

/** Points of the absorbed lead go over, but for values the survivor has itself. Answers them as they were. */
export function movePoints(tx: Tx, from: string, to: string, mergeId: string): Promise<MovedPoint[]> {
  return rows<MovedPoint>(
    tx,
    sql`with before as (
          select p.id, p.kind, p.is_primary, p.moved_by_merge from leads.contact_points p where p.lead_id = ${from}::uuid
            and not exists (select 1 from leads.contact_points q where q.lead_id = ${to}::uuid and q.kind = p.kind and q.value = p.value)
          order by p.id for update),
        held as (select kind from leads.contact_points where lead_id = ${to}::uuid and is_primary),
        moved as (
          update leads.contact_points p set lead_id = ${to}::uuid, moved_by_merge = ${mergeId}::uuid, is_primary = b.is_primary and not exists (select 1 from held where held.kind = b.kind)
          from before b where p.id = b.id)
        select id, is_primary, moved_by_merge from before`,
  )
}

export function moveInterests(tx: Tx, from: string, to: string, mergeId: string): Promise<MovedRow[]> {
  return rows<MovedRow>(
    tx,
    sql`with before as (
          select i.id, i.moved_by_merge from leads.interests i where i.lead_id = ${from}::uuid
            and not exists (select 1 from leads.interests s where s.lead_id = ${to}::uuid and s.product_code = i.product_code and s.session_year = i.session_year)
          for update),
        moved as (update leads.interests i set lead_id = ${to}::uuid, moved_by_merge = ${mergeId}::uuid from before b where i.id = b.id)
        select id, moved_by_merge from before`,
  )
}

/** `id` is the tag's. */
export function moveTags(tx: Tx, from: string, to: string, mergeId: string): Promise<MovedRow[]> {
  return rows<MovedRow>(
    tx,
    sql`with before as (
          select g.tag_id as id, g.moved_by_merge from leads.lead_tags g where g.lead_id = ${from}::uuid
            and not exists (select 1 from leads.lead_tags s where s.lead_id = ${to}::uuid and s.tag_id = g.tag_id)
          for update),
        moved as (update leads.lead_tags g set lead_id = ${to}::uuid, moved_by_merge = ${mergeId}::uuid from before b where g.lead_id = ${from}::uuid and g.tag_id = b.id)
        select id, moved_by_merge from before`,
  )
}

/**
 * Where one person has an open follow-up for both, the earlier due one stays and the other is cancelled; then the absorbed lead's open
 * ones go over.
 */
export async function moveFollowUps(
  tx: Tx,
  from: string,
  to: string,
  mergeId: string,
): Promise<{ moved: MovedRow[]; cancelled: string[] }> {
  const cancelled = await rows<{ id: string }>(
    tx,
    sql`update leads.follow_ups f set state = 'cancelled' from (
          select case when a.due_at <= b.due_at then b.id else a.id end as id
          from leads.follow_ups a join leads.follow_ups b on b.lead_id = ${from}::uuid and b.state = 'open' and b.owner_id = a.owner_id
          where a.lead_id = ${to}::uuid and a.state = 'open') later
        where f.id = later.id returning f.id`,
  )
  const moved = await rows<MovedRow>(
    tx,
    sql`with before as (select id, moved_by_merge from leads.follow_ups where lead_id = ${from}::uuid and state = 'open' for update),
        moved as (update leads.follow_ups f set lead_id = ${to}::uuid, moved_by_merge = ${mergeId}::uuid from before b where f.id = b.id)
        select id, moved_by_merge from before`,
  )
  return { moved, cancelled: cancelled.map((row) => row.id) }
}

/** The absorbed lead and everything it had absorbed point at the survivor. Answers those that pointed at the absorbed one. */
export async function reroot(tx: Tx, from: string, to: string, at: Date): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.leads set root_id = ${to}::uuid, status = 'merged', lost_reason = null, updated_at = ${at.toISOString()}::timestamptz, version = version + 1
        where root_id = ${from}::uuid returning id`,
  )
  return found.map((row) => row.id).filter((id) => id !== from)
}

/** Sets columns of one lead to values as `to_jsonb` gave them; the columns come from a closed list of the caller. */
export async function setLeadColumns(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>, at: Date): Promise<void> {
  const names = Object.keys(columns)
  const assignments = names.map((name) => sql`${sql.identifier(name)} = r.${sql.identifier(name)}`)
  await rows(
    tx,
    sql`update leads.leads l set ${sql.join([...assignments, sql`updated_at = ${at.toISOString()}::timestamptz`, sql`version = l.version + 1`], sql`, `)}
        from jsonb_populate_record(null::leads.leads, ${JSON.stringify(columns)}::text::jsonb) r where l.id = ${id}::uuid`,
  )
}

export interface MergeRecord extends Record<string, unknown> {
  id: string
  survivor_id: string
  absorbed_id: string
  actor: string
  by_user_id: string | null
  reason: string
  plan: unknown
  merged_at: Date
  undone_at: Date | null
}

export async function insertMerge(
  tx: Tx,
  merge: {
    id: string
    survivorId: string
    absorbedId: string
    actor: string
    byUserId: string | null
    reason: string
    plan: unknown
    at: Date
  },
): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.merges (id, survivor_id, absorbed_id, actor, by_user_id, reason, plan, merged_at)
        values (${merge.id}::uuid, ${merge.survivorId}::uuid, ${merge.absorbedId}::uuid, ${merge.actor}, ${merge.byUserId}::uuid, ${merge.reason},
          ${JSON.stringify(merge.plan)}::text::jsonb, ${merge.at.toISOString()}::timestamptz)`,
  )
}

export async function findMerge(reader: Reader, id: string): Promise<MergeRecord | undefined> {
  const [found] = await rows<MergeRecord>(
    reader,
    sql`select id, survivor_id, absorbed_id, actor, by_user_id, reason, plan, merged_at, undone_at from leads.merges where id = ${id}::uuid`,
  )
  return found
}

/** Marks it undone if it was not yet. */
export async function closeMerge(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (
    (
      await rows(
        tx,
        sql`update leads.merges set undone_at = ${at.toISOString()}::timestamptz where id = ${id}::uuid and undone_at is null returning 1 as one`,
      )
    ).length === 1
  )
}

/** Sets the pair's candidate, if there is one, and answers what it was. */
export async function settleCandidate(
  tx: Tx,
  a: string,
  b: string,
  state: 'merged' | 'dismissed' | 'open',
  from: readonly string[],
): Promise<string | undefined> {
  const [lower, upper] = a < b ? [a, b] : [b, a]
  const [found] = await rows<{ before: string }>(
    tx,
    sql`update leads.duplicate_candidates c set state = ${state} from (
          select id, state as before from leads.duplicate_candidates where lead_a = ${lower}::uuid and lead_b = ${upper}::uuid for update) b
        where c.id = b.id and b.before = any(${texts(from)}) returning b.before`,
  )
  return found?.before
}
