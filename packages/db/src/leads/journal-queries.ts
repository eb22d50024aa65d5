import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'
import type { ActivityInsert } from './intake-inserts.ts'

/**
 * Answers the ids that were new; the leads' `last_activity_at` follows. `updated_at` becomes `now`: whatever changes about a lead is
 * journaled, so scans that ask what changed find it there.
 */
export async function insertActivities(tx: Tx, activities: readonly ActivityInsert[], now: Date): Promise<string[]> {
  const written = await rows<{ id: string }>(
    tx,
    sql`with added as (
          insert into leads.activities (id, lead_id, kind, channel, direction, actor, occurred_at, source_ref, data, corrects_id)
          select id, lead_id, kind, channel, direction, actor, occurred_at, source_ref, data, corrects_id
          from ${recordset(activities, 'id uuid, lead_id uuid, kind text, channel text, direction text, actor text, occurred_at timestamptz, source_ref text, data jsonb, corrects_id uuid')}
          on conflict on constraint activities_source_key do nothing
          returning id, lead_id, occurred_at),
        latest as (select l.root_id as id, max(a.occurred_at) as at from added a join leads.leads l on l.id = a.lead_id group by l.root_id),
        moved as (update leads.leads l set last_activity_at = greatest(l.last_activity_at, latest.at), updated_at = greatest(l.updated_at, ${instant(now)})
                  from latest where l.id = latest.id)
        select id from added`,
  )
  return written.map((row) => row.id)
}

export interface ActivityRecord extends Record<string, unknown> {
  id: string
  lead_id: string
  kind: string
  channel: string | null
  direction: string
  actor: string
  occurred_at: Date
  data: unknown
  corrects_id: string | null
}

/** The journal of a lead and of everything merged into it, newest first. */
export function pageActivities(
  reader: Reader,
  rootId: string,
  before: { at: string; id: string } | undefined,
  kinds: readonly string[] | undefined,
  limit: number,
): Promise<ActivityRecord[]> {
  const after = before === undefined ? sql`true` : sql`(a.occurred_at, a.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
  const some =
    kinds === undefined ? sql`true` : sql`a.kind = any(array(select jsonb_array_elements_text(${JSON.stringify(kinds)}::text::jsonb)))`
  return rows<ActivityRecord>(
    reader,
    sql`select found.* from (select id from leads.leads where root_id = ${rootId}::uuid and root_id <> id union all select ${rootId}::uuid) family
        cross join lateral (
          select a.id, a.lead_id, a.kind, a.channel, a.direction, a.actor, a.occurred_at, a.data, a.corrects_id
          from leads.activities a where a.lead_id = family.id and ${after} and ${some}
          order by a.occurred_at desc, a.id desc limit ${limit}) found
        order by found.occurred_at desc, found.id desc limit ${limit}`,
  )
}

export async function findActivity(reader: Reader, id: string): Promise<ActivityRecord | undefined> {
  const [found] = await rows<ActivityRecord>(
    reader,
    sql`select id, lead_id, kind, channel, direction, actor, occurred_at, data, corrects_id from leads.activities where id = ${id}::uuid`,
  )
  return found
}
