import { sql } from 'drizzle-orm'
import { exportTable, type ExportOrder, type ExportState } from '../export-table.ts'
import { rows, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ExportRow extends ExportState {
  reach: unknown
  segment_id: string | null
}
const table = exportTable<ExportRow>({ table: 'leads.exports', own: 'reach, segment_id', requestKey: 'exports_request_key' })
export const { find: findExport, end: endExport } = table

/** The same request twice is the same export; `fresh` is true for the first. */
export function insertExport(
  tx: Tx,
  { reach, segmentId, ...asked }: ExportOrder & { readonly reach: unknown; readonly segmentId: string | null },
) {
  return table.insert(tx, asked, sql`${JSON.stringify(reach)}::text::jsonb, ${segmentId}::uuid`)
}

export interface ExportedLead extends Record<string, unknown> {
  id: string
  number: string
  full_name: string
  status: string
  lost_reason: string | null
  temperature: string | null
  phones: string
  emails: string
  city: string | null
  state: string | null
  college: string | null
  graduation_year: number | null
  profession: string | null
  language: string | null
  source: string | null
  interests: string
  tags: string
  owning_head_id: string | null
  assigned_to: string | null
  counsellor_id: string | null
  attempts: number
  first_intake_at: Date
  last_activity_at: Date
}
/** What an export tells of these leads; lists within a cell are joined by `;`. */
export function exportedLeads(reader: Reader, ids: readonly string[]): Promise<ExportedLead[]> {
  const points = (kind: string) =>
    sql`coalesce((select string_agg(p.value, ';' order by p.is_primary desc, p.id) from leads.contact_points p where p.lead_id = l.id and p.kind = ${kind}), '')`
  return rows<ExportedLead>(
    reader,
    sql`select l.id, l.number::text, l.full_name, l.status, l.lost_reason, coalesce(l.temperature, l.predicted_interest) as temperature, ${points('phone')} as phones, ${points('email')} as emails,
          l.city, l.state, l.college, l.graduation_year, l.profession, l.language, (select s.code from leads.sources s where s.id = l.first_source_id) as source,
          coalesce((select string_agg(i.product_code || '/' || i.session_year, ';' order by i.id) from leads.interests i where i.lead_id = l.id), '') as interests,
          coalesce((select string_agg(t.slug, ';' order by t.slug) from leads.lead_tags g join leads.tags t on t.id = g.tag_id where g.lead_id = l.id), '') as tags,
          l.owning_head_id, l.assigned_to, l.counsellor_id, l.attempts, l.first_intake_at, l.last_activity_at
        from leads.leads l where l.id = any(${uuids(ids)}) and l.root_id = l.id and l.status <> 'withdrawn' order by l.last_activity_at desc, l.id desc`,
  )
}
