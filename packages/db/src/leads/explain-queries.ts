import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

export interface ExplainRow extends Record<string, unknown> {
  last_change: { from: string; to: string; by: string; at: string; reason: string | null } | null
  first_intake: { channel: string; at: string; outcome: string; matchedBy: string | null } | null
  intakes: number
  merges: { mergeId: string; absorbedId: string; by: string; reason: string; at: string; undoneAt: string | null }[]
}

/** Why a lead is what it is, from stored facts. */
export async function explainFacts(reader: Reader, leadId: string): Promise<ExplainRow | undefined> {
  const [found] = await rows<ExplainRow>(
    reader,
    sql`with family as (select ${leadId}::uuid as id union all select id from leads.leads where root_id = ${leadId}::uuid and root_id <> id)
        select
          (select jsonb_build_object('from', from_status, 'to', to_status, 'by', actor, 'at', at, 'reason', reason) from leads.status_changes where lead_id = ${leadId}::uuid order by at desc, id desc limit 1) as last_change,
          (select jsonb_build_object('channel', i.channel, 'at', i.at, 'outcome', i.outcome, 'matchedBy', i.matched_by) from leads.intakes i where i.lead_id in (select id from family) order by i.id limit 1) as first_intake,
          (select count(*)::int from leads.intakes i where i.lead_id in (select id from family)) as intakes,
          (select coalesce(jsonb_agg(jsonb_build_object('mergeId', m.id, 'absorbedId', m.absorbed_id, 'by', m.actor, 'reason', m.reason, 'at', m.merged_at, 'undoneAt', m.undone_at) order by m.id), '[]')
             from leads.merges m where m.survivor_id in (select id from family)) as merges`,
  )
  return found
}
