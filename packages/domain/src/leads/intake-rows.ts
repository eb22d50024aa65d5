import type { LeadChange, LeadInsert } from '@mas/db/leads'
import type { Draft } from './intake-draft.ts'
import { nameKey } from './name-rules.ts'

/** The rows of leads as the whole batch leaves them: one insert or one update each, however many arrivals met it. */
export function leadRows(draft: Draft, now: Date): { newLeads: LeadInsert[]; changedLeads: LeadChange[] } {
  const at = now.toISOString()
  const newLeads: LeadInsert[] = []
  const changedLeads: LeadChange[] = []
  for (const lead of draft.leads.values()) {
    const { id, version, columns } = lead
    if (lead.birth !== undefined) {
      const { lost_reason: _never, ...rest } = columns
      newLeads.push({
        id,
        version,
        ...rest,
        name_key: nameKey(columns.full_name),
        platform: lead.birth.platform,
        captured_by: lead.birth.capturedBy,
        first_source_id: lead.birth.sourceId,
        at,
      })
    } else if (lead.touched) {
      changedLeads.push({
        id,
        version,
        ...columns,
        name_key: nameKey(columns.full_name),
        status_since: lead.statusSince,
        reopened: lead.reopened,
        at,
      })
    }
  }
  return { newLeads, changedLeads }
}
