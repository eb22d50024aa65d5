import { sql } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ExportRow extends Record<string, unknown> {
  id: string
  owner_id: string
  reach: unknown
  segment_id: string | null
  filter: unknown
  state: string
  row_count: number | null
  file_id: string | null
  failure: string | null
  requested_at: Date
}
const columns = sql.raw('id, owner_id, reach, segment_id, filter, state, row_count, file_id, failure, requested_at')

/** The same request twice is the same export; `fresh` is true for the first. */
export async function insertExport(
  tx: Tx,
  asked: { id: string; ownerId: string; requestId: string; reach: unknown; segmentId: string | null; filter: unknown; at: Date },
): Promise<{ row: ExportRow | undefined; fresh: boolean }> {
  const [made] = await rows<ExportRow>(
    tx,
    sql`insert into leads.exports (id, owner_id, request_id, reach, segment_id, filter, requested_at)
        values (${asked.id}::uuid, ${asked.ownerId}::uuid, ${asked.requestId}::uuid, ${JSON.stringify(asked.reach)}::text::jsonb, ${asked.segmentId}::uuid, ${JSON.stringify(asked.filter)}::text::jsonb, ${instant(asked.at)})
        on conflict on constraint exports_request_key do nothing returning ${columns}`,
  )
  if (made !== undefined) return { row: made, fresh: true }
  const [known] = await rows<ExportRow>(
    tx,
    sql`select ${columns} from leads.exports where owner_id = ${asked.ownerId}::uuid and request_id = ${asked.requestId}::uuid`,
  )
  return { row: known, fresh: false }
}

/** One export; of this owner only, where given. */
export async function findExport(reader: Reader, id: string, ownerId?: string): Promise<ExportRow | undefined> {
  const mine = ownerId === undefined ? sql`true` : sql`owner_id = ${ownerId}::uuid`
  const [found] = await rows<ExportRow>(reader, sql`select ${columns} from leads.exports where id = ${id}::uuid and ${mine}`)
  return found
}

/** Ends an export that is being written; false when it was ended before. */
export async function endExport(
  tx: Tx,
  id: string,
  ended: { readonly rows: number; readonly fileId: string } | { readonly failure: string },
  at: Date,
): Promise<boolean> {
  const set =
    'failure' in ended
      ? sql`state = 'failed', failure = ${ended.failure}`
      : sql`state = 'ready', row_count = ${ended.rows}::int, file_id = ${ended.fileId}::uuid`
  return (
    (
      await rows(
        tx,
        sql`update leads.exports set ${set}, finished_at = ${instant(at)} where id = ${id}::uuid and state = 'writing' returning 1 as one`,
      )
    ).length === 1
  )
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
