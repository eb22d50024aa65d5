import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Tx } from '../driver/types.ts'
import type { MovedPoint, MovedRow } from './merge-queries.ts'

/** Puts rows back that still carry the merge; answers the ids that were. */
export async function returnPoints(tx: Tx, points: readonly MovedPoint[], from: string, to: string, mergeId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.contact_points p set lead_id = ${to}::uuid, is_primary = r.is_primary, moved_by_merge = r.moved_by_merge
        from ${recordset(points, 'id uuid, is_primary boolean, moved_by_merge uuid')}
        where p.id = r.id and p.lead_id = ${from}::uuid and p.moved_by_merge = ${mergeId}::uuid returning p.id`,
  )
  return found.map((row) => row.id)
}

export async function returnRows(
  tx: Tx,
  table: 'interests' | 'follow_ups',
  moved: readonly MovedRow[],
  from: string,
  to: string,
  mergeId: string,
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.${sql.identifier(table)} p set lead_id = ${to}::uuid, moved_by_merge = r.moved_by_merge
        from ${recordset(moved, 'id uuid, moved_by_merge uuid')}
        where p.id = r.id and p.lead_id = ${from}::uuid and p.moved_by_merge = ${mergeId}::uuid returning p.id`,
  )
  return found.map((row) => row.id)
}

export async function returnTags(tx: Tx, moved: readonly MovedRow[], from: string, to: string, mergeId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.lead_tags g set lead_id = ${to}::uuid, moved_by_merge = r.moved_by_merge from ${recordset(moved, 'id uuid, moved_by_merge uuid')}
        where g.tag_id = r.id and g.lead_id = ${from}::uuid and g.moved_by_merge = ${mergeId}::uuid returning g.tag_id as id`,
  )
  return found.map((row) => row.id)
}

/** Opens follow-ups again that a merge cancelled, where their owner has no other open one by now. */
export async function reopenFollowUps(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.follow_ups f set state = 'open' where id = any(${uuids(ids)}) and state = 'cancelled'
          and not exists (select 1 from leads.follow_ups o where o.lead_id = f.lead_id and o.owner_id = f.owner_id and o.state = 'open') returning id`,
  )
  return found.map((row) => row.id)
}

/** Leads that the absorbed one had absorbed itself follow it out again. */
export async function unroot(
  tx: Tx,
  absorbed: { id: string; status: string; lost_reason: unknown },
  family: readonly string[],
  from: string,
  at: Date,
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`update leads.leads l set root_id = ${absorbed.id}::uuid, updated_at = ${at.toISOString()}::timestamptz, version = version + 1,
          status = case when l.id = ${absorbed.id}::uuid then ${absorbed.status} else 'merged' end,
          lost_reason = case when l.id = ${absorbed.id}::uuid then (${JSON.stringify([absorbed.lost_reason])}::text::jsonb ->> 0) end
        where l.id = any(${uuids([absorbed.id, ...family])}) and l.root_id = ${from}::uuid returning l.id`,
  )
  return found.map((row) => row.id)
}
