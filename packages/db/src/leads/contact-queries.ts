import { sql } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { withinReach, type LeadReach } from './reach-queries.ts'

export interface ReachedPoint extends Record<string, unknown> {
  id: string
  value: string
  lead_id: string
}

/** A contact point of a live lead within reach, by its id or its value. `lead_id` is the live lead. */
export async function findPoint(
  reader: Reader,
  target: { id?: string | undefined; value?: string | undefined },
  reach: LeadReach,
): Promise<ReachedPoint | undefined> {
  const named = sql`kind = ${(target.value ?? '').includes('@') ? 'email' : 'phone'} and value = ${target.value ?? ''}`
  // Each half names its role, because each has its own partial index.
  const points =
    target.id === undefined
      ? sql`(select id, value, lead_id, role from leads.contact_points where ${named} and role = 'identifying' union all select id, value, lead_id, role from leads.contact_points where ${named} and role = 'shared')`
      : sql`(select id, value, lead_id, role from leads.contact_points where id = ${target.id}::uuid)`
  const [point] = await rows<ReachedPoint>(
    reader,
    sql`select p.id, p.value, l.id as lead_id from ${points} p join leads.leads m on m.id = p.lead_id join leads.leads l on l.id = m.root_id
        where l.status <> 'withdrawn' and ${withinReach(reach)} order by p.role limit 1`,
  )
  return point
}

/** Replaces the copy of one head's team. */
export async function replaceTeam(tx: Tx, headId: string, memberIds: readonly string[]): Promise<void> {
  const members = recordset(
    memberIds.map((id) => ({ id })),
    'id uuid',
  )
  await rows(
    tx,
    sql`with wanted as (select distinct id from ${members}),
        gone as (delete from leads.team_edges where head_id = ${headId}::uuid and member_id not in (select id from wanted))
        insert into leads.team_edges (head_id, member_id) select ${headId}::uuid, id from wanted order by id on conflict do nothing`,
  )
}

/** Live leads by a value that identifies them. */
export async function leadByContact(reader: Reader, kind: 'phone' | 'email', value: string): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(
    reader,
    sql`select l.root_id as id from leads.contact_points p join leads.leads l on l.id = p.lead_id where p.kind = ${kind} and p.value = ${value} and p.role = 'identifying'`,
  )
  return found?.id
}

/** The live lead that an id stands for. */
export async function rootOf(reader: Reader, id: string): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(reader, sql`select root_id as id from leads.leads where id = ${id}::uuid`)
  return found?.id
}

/** A lead and everything merged into it. */
export async function familyOf(reader: Reader, rootId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select ${rootId}::uuid as id union all select id from leads.leads where root_id = ${rootId}::uuid and root_id <> id`,
  )
  return found.map((row) => row.id)
}

export function phonesOfLeads(
  reader: Reader,
  leadIds: readonly string[],
): Promise<{ lead_id: string; value: string; is_primary: boolean; state: string }[]> {
  return rows(
    reader,
    sql`select p.lead_id, p.value, p.is_primary, p.state from leads.contact_points p
        where p.kind = 'phone' and p.lead_id = any(array(select jsonb_array_elements_text(${JSON.stringify(leadIds)}::text::jsonb)::uuid)) order by p.lead_id, p.is_primary desc, p.id`,
  )
}

/** Addresses of a live lead and of everything merged into it; the id may be of any of them. */
export async function emailsOfFamily(reader: Reader, leadId: string): Promise<string[]> {
  const found = await rows<{ value: string }>(
    reader,
    sql`with root as (select root_id as id from leads.leads where id = ${leadId}::uuid),
          family as (select id from root union select l.id from leads.leads l join root on l.root_id = root.id and l.root_id <> l.id)
        select distinct p.value from leads.contact_points p join family on p.lead_id = family.id where p.kind = 'email'`,
  )
  return found.map((row) => row.value)
}

/** On every lead that has it, which thereby changes. Each half names its role, because each has its own partial index. */
export async function markAddressBad(tx: Tx, address: string, reason: string, now: Date): Promise<void> {
  const named = sql`select id from leads.contact_points where kind = 'email' and value = ${address} and state = 'ok' and role =`
  await rows(
    tx,
    sql`with marked as (
          update leads.contact_points set state = 'bad', bad_reason = ${reason}
          where id in (select id from leads.contact_points where id in (${named} 'identifying' union all ${named} 'shared') order by id for update) and state = 'ok'
          returning lead_id),
        touched as (select id from leads.leads where id in (select lead_id from marked) order by id for no key update)
        update leads.leads l set updated_at = greatest(l.updated_at, ${instant(now)}) from touched where l.id = touched.id`,
  )
}
