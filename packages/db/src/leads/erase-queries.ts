import { sql } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Tx } from '../driver/types.ts'

/** What a journal entry may go on telling when its lead is erased: words of ours and ids, nothing a person said or wrote. */
const keptWords = [
  'from',
  'to',
  'outcome',
  'productCode',
  'sessionYear',
  'disposition',
  'channel',
  'purpose',
  'state',
  'basis',
  'slot',
  'decisionId',
  'followUpId',
  'change',
  'dueAt',
  'mergeId',
  'absorbedId',
  'transferId',
  'undone',
  'tag',
]

/**
 * Blanks everything that tells who these leads (one person, merged ones too) are. Values of consents go, their hashes stay: a "stop" is
 * obeyed when the number returns.
 */
export async function blankLeads(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  const all = uuids(ids)
  await rows(tx, sql`select set_config('leads.erasing', 'on', true)`)
  await rows(
    tx,
    sql`with
      points as (delete from leads.contact_points where lead_id = any(${all}) returning value),
      hashes as (select leads.value_hash(value) as hash from points),
      lines as (delete from leads.live_calls where value_hash in (select hash from hashes)),
      waiting as (delete from leads.scrub_requests where value_hash in (select hash from hashes)),
      tried as (
        delete from leads.import_values where import_id in (select import_id from leads.import_rows where lead_id = any(${all})) and value in (select value from points)),
      said as (update leads.consents set value = null, evidence = '{"erased": true}' where lead_id = any(${all}) or value_hash in (select hash from hashes)),
      permits as (update leads.contact_permits set value = '' where lead_id = any(${all})),
      arrived as (update leads.intakes set raw = null, normalised = '{}', before = null where lead_id = any(${all})),
      files as (update leads.import_rows set raw = '[]', before = null where lead_id = any(${all})),
      plans as (update leads.merges set plan = '{"erased": true}', reason = '' where survivor_id = any(${all}) or absorbed_id = any(${all})),
      pairs as (delete from leads.duplicate_candidates where lead_a = any(${all}) or lead_b = any(${all})),
      promises as (update leads.follow_ups set note = null where lead_id = any(${all})),
      journal as (
        update leads.activities a set data = (
          select coalesce(jsonb_object_agg(e.key, e.value), '{}') || '{"erased": true}' from jsonb_each(a.data) e where e.key = any(${texts(keptWords)}))
        where lead_id = any(${all})),
      moves as (update leads.status_changes set reason = null where lead_id = any(${all}) and reason is not null)
      update leads.leads set full_name = '', name_key = '', city = null, state = null, college = null, graduation_year = null, profession = null, language = null,
        time_zone = 'Asia/Kolkata', extra = '{}', converted_user_id = null, lost_reason = case when status in ('lost', 'invalid') then 'erased' end,
        updated_at = greatest(updated_at, ${instant(now)}), version = version + 1 where id = any(${all})`,
  )
  await rows(tx, sql`select set_config('leads.erasing', 'off', true)`)
}
