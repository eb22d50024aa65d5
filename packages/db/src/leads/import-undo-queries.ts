import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface UndoableRow extends Record<string, unknown> {
  row_no: number
  outcome: string
  lead_id: string | null
  merge_id: string | null
  before: unknown
}
/** The rows before and at `from`, last one first. */
export function readRowsBackwards(reader: Reader, importId: string, from: number, limit: number): Promise<UndoableRow[]> {
  return rows<UndoableRow>(
    reader,
    sql`select row_no, outcome, lead_id, merge_id, before from leads.import_rows where import_id = ${importId}::uuid and row_no <= ${from} order by row_no desc limit ${limit}`,
  )
}

/** Leads as they are now, whole rows by column name. */
export async function leadsAsJson(reader: Reader, ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const found = await rows<{ lead: Record<string, unknown> }>(
    reader,
    sql`select to_jsonb(l) as lead from leads.leads l where l.id = any(${uuids(ids)})`,
  )
  return found.map((row) => row.lead)
}

/**
 * Of these leads those on which nobody has built: new, in nobody's hands, and with nothing in the journal but what the
 * import itself wrote. The journal is complete (rule 8), so this is what "untouched" means.
 */
export async function untouchedLeads(tx: Tx, importId: string, ids: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    sql`select l.id from leads.leads l
        where l.id = any(${uuids(ids)}) and l.status = 'new' and l.root_id = l.id and l.attempts = 0 and l.assigned_to is null and l.counsellor_id is null and l.converted_user_id is null
          and not exists (select 1 from leads.follow_ups f where f.lead_id = l.id)
          and not exists (
            select 1 from leads.activities a where a.lead_id = l.id
              and not (a.kind in ('merged', 'unmerged') and exists (select 1 from leads.import_rows r join leads.merges m on m.id = r.merge_id
                where r.import_id = ${importId}::uuid and (m.survivor_id = l.id or m.absorbed_id = l.id) and a.data ->> 'mergeId' = m.id::text))
              and not (a.kind = 'consent' and a.data #>> '{evidence,importId}' is not distinct from ${importId})
              and not (a.data ->> 'undoneImport' is not distinct from ${importId})
              and not exists (select 1 from leads.intakes i where i.import_id = ${importId}::uuid and i.id = case when a.kind = 'intake' then a.source_ref::uuid end))`,
  )
  return found.map((row) => row.id)
}

/** Takes leads out of the pool and frees their numbers and addresses. */
export async function withdrawLeads(tx: Tx, ids: readonly string[], now: Date, actor: string, newIds: readonly string[]): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  const pairs = ids.map((lead_id, index) => ({ id: newIds[index], lead_id }))
  await rows(
    tx,
    sql`with gone as (
          update leads.leads set status = 'withdrawn', status_since = ${at}, updated_at = ${at}, version = version + 1 where id = any(${uuids(ids)})),
        freed as (delete from leads.contact_points where lead_id = any(${uuids(ids)})),
        settled as (
          update leads.duplicate_candidates set state = 'dismissed' where state = 'open' and (lead_a = any(${uuids(ids)}) or lead_b = any(${uuids(ids)})))
        insert into leads.status_changes (id, lead_id, from_status, to_status, reason, actor, at, seconds_in_previous)
        select r.id, l.id, l.status, 'withdrawn', 'import undone', ${actor}, ${at}, greatest(0, extract(epoch from ${at} - l.status_since))::bigint
        from ${recordset(pairs, 'id uuid, lead_id uuid')} join leads.leads l on l.id = r.lead_id`,
  )
}

/** Takes back what one row added to a lead; answers how many contact points could not be, because they have become more since. */
export async function removeAdditions(
  tx: Tx,
  leadId: string,
  added: { pointIds: readonly string[]; interestIds: readonly string[]; tagIds: readonly string[] },
): Promise<number> {
  const [left] = await rows<{ n: number }>(
    tx,
    sql`with points as (delete from leads.contact_points where id = any(${uuids(added.pointIds)}) and lead_id = ${leadId}::uuid and verified_at is null returning id),
          interested as (delete from leads.interests where id = any(${uuids(added.interestIds)}) and lead_id = ${leadId}::uuid),
          tagged as (delete from leads.lead_tags where lead_id = ${leadId}::uuid and tag_id = any(${uuids(added.tagIds)}))
        select (select count(*) from leads.contact_points p where p.id = any(${uuids(added.pointIds)}))::int - (select count(*) from points)::int as n`,
  )
  return left?.n ?? 0
}

export interface UndoneRow extends Record<string, unknown> {
  row_no: number
  undo_note: string | null
}
export async function writeUndone(tx: Tx, importId: string, undone: readonly UndoneRow[], now: Date): Promise<void> {
  await rows(
    tx,
    sql`update leads.import_rows i set undone_at = ${now.toISOString()}::timestamptz, undo_note = r.undo_note
        from ${recordset(undone, 'row_no int, undo_note text')} where i.import_id = ${importId}::uuid and i.row_no = r.row_no`,
  )
}
