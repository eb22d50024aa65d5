import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Tx } from '../driver/types.ts'
import type { StatusChangeInsert } from './intake-inserts.ts'

/** Moves a locked lead to another status and remembers how long it stood in the one before. Answers the new version. */
export async function moveStatus(
  tx: Tx,
  change: Omit<StatusChangeInsert, 'seconds_in_previous'> & { lost_reason: string | null; reopened: boolean },
): Promise<{ version: number; reopened: number }> {
  const [moved] = await rows<{ version: number; reopened: number }>(
    tx,
    sql`with old as (select id, status_since from leads.leads where id = ${change.lead_id}::uuid),
        noted as (
          insert into leads.status_changes (id, lead_id, from_status, to_status, disposition, reason, actor, at, seconds_in_previous)
          select ${change.id}::uuid, old.id, ${change.from_status}, ${change.to_status}, ${change.disposition}, ${change.reason}, ${change.actor}, ${change.at}::timestamptz,
            greatest(0, floor(extract(epoch from ${change.at}::timestamptz - old.status_since)))::bigint from old)
        update leads.leads l set status = ${change.to_status}, lost_reason = ${change.lost_reason}, status_since = ${change.at}::timestamptz, updated_at = ${change.at}::timestamptz,
          last_activity_at = greatest(l.last_activity_at, ${change.at}::timestamptz), version = l.version + 1, reopened = l.reopened + ${change.reopened ? 1 : 0}::int
        where l.id = ${change.lead_id}::uuid returning l.version, l.reopened`,
  )
  return moved ?? { version: 0, reopened: 0 }
}

/** How many of the latest dispositions in a row found nobody. */
export async function unansweredInARow(tx: Tx, leadId: string): Promise<number> {
  const latest = await rows<{ disposition: string | null }>(
    tx,
    sql`select data ->> 'disposition' as disposition from leads.activities where lead_id = ${leadId}::uuid and kind = 'disposition' order by occurred_at desc, id desc limit 3`,
  )
  const answered = latest.findIndex((row) => row.disposition !== 'no-answer' && row.disposition !== 'busy')
  return answered === -1 ? latest.length : answered
}

export async function markPointBad(tx: Tx, pointId: string, reason: string): Promise<void> {
  await rows(tx, sql`update leads.contact_points set state = 'bad', bad_reason = ${reason} where id = ${pointId}::uuid and state = 'ok'`)
}
