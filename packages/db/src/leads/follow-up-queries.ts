import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { withinReach, type LeadReach } from './reach-queries.ts'

export interface FollowUpRow extends Record<string, unknown> {
  id: string
  lead_id: string
  owner_id: string
  due_at: Date
  kind: string
  note: string | null
  state: string
}
const columns = sql.raw('id, lead_id, owner_id, due_at, kind, note, state')

export async function insertFollowUp(
  tx: Tx,
  row: { id: string; leadId: string; ownerId: string; dueAt: string; kind: string; note: string | null },
): Promise<FollowUpRow | undefined> {
  const [made] = await rows<FollowUpRow>(
    tx,
    sql`insert into leads.follow_ups (id, lead_id, owner_id, due_at, kind, note) values (${row.id}::uuid, ${row.leadId}::uuid, ${row.ownerId}::uuid, ${row.dueAt}::timestamptz, ${row.kind}, ${row.note})
        on conflict (lead_id, owner_id) where state = 'open' do nothing returning ${columns}`,
  )
  return made
}

/** Closes the open follow-ups of a lead; of one owner only, where given. */
export async function closeFollowUps(
  tx: Tx,
  leadId: string,
  state: 'done' | 'cancelled',
  at: Date,
  ownerId?: string,
): Promise<FollowUpRow[]> {
  return rows<FollowUpRow>(
    tx,
    sql`update leads.follow_ups set state = ${state}, done_at = ${at.toISOString()}::timestamptz
        where lead_id = ${leadId}::uuid and state = 'open' and ${ownerId === undefined ? sql`true` : sql`owner_id = ${ownerId}::uuid`} returning ${columns}`,
  )
}

/** Changes one open follow-up whose owner is the caller, or whose lead a head or administrator reaches. */
export async function changeOpenFollowUp(
  tx: Tx,
  id: string,
  set: SQL,
  by: { userId: string | null; reach: LeadReach | null },
): Promise<FollowUpRow | undefined> {
  const mine = by.userId === null ? sql`false` : sql`f.owner_id = ${by.userId}::uuid`
  const within =
    by.reach === null ? sql`false` : sql`exists (select 1 from leads.leads l where l.id = f.lead_id and ${withinReach(by.reach)})`
  const [changed] = await rows<FollowUpRow>(
    tx,
    sql`update leads.follow_ups f set ${set} where f.id = ${id}::uuid and f.state = 'open' and (${mine} or ${within}) returning f.id, f.lead_id, f.owner_id, f.due_at, f.kind, f.note, f.state`,
  )
  return changed
}
export const asDone = (at: Date): SQL => sql`state = 'done', done_at = ${at.toISOString()}::timestamptz`
export const asCancelled = (at: Date): SQL => sql`state = 'cancelled', done_at = ${at.toISOString()}::timestamptz`
export const asDueAt = (at: string): SQL => sql`due_at = ${at}::timestamptz, notified_at = null`

export interface OwnFollowUpRow extends FollowUpRow {
  full_name: string
  lead_status: string
}
/** Of one owner in one state, earliest due first. */
export function pageFollowUps(
  reader: Reader,
  ownerId: string,
  state: string,
  dueBefore: string | undefined,
  after: { at: string; id: string } | undefined,
  limit: number,
): Promise<OwnFollowUpRow[]> {
  const parts = [
    sql`f.owner_id = ${ownerId}::uuid and f.state = ${state}`,
    ...(dueBefore === undefined ? [] : [sql`f.due_at < ${dueBefore}::timestamptz`]),
    ...(after === undefined ? [] : [sql`(f.due_at, f.id) > (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ]
  return rows<OwnFollowUpRow>(
    reader,
    sql`select f.id, l.root_id as lead_id, f.owner_id, f.due_at, f.kind, f.note, f.state, l.full_name, r.status as lead_status
        from leads.follow_ups f join leads.leads l on l.id = f.lead_id join leads.leads r on r.id = l.root_id
        where ${sql.join(parts, sql` and `)} order by f.due_at, f.id limit ${limit}`,
  )
}
