import { sql, type SQL } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { shownTemperature } from './field-sql.ts'
import { reachBranches, withinReach, type LeadReach } from './reach-queries.ts'

export interface SummaryRow extends Record<string, unknown> {
  id: string
  number: string
  full_name: string
  status: string
  temperature: string | null
  temperature_at: Date | null
  predicted_interest: string | null
  city: string | null
  state: string | null
  primary_phone: string | null
  primary_email: string | null
  owning_head_id: string | null
  assigned_to: string | null
  counsellor_id: string | null
  last_activity_at: Date
  version: number
}
export const summaryColumns = sql`l.id, l.number::text, l.full_name, l.status, l.temperature, l.temperature_at, l.predicted_interest, l.city, l.state, l.owning_head_id, l.assigned_to,
  l.counsellor_id, l.last_activity_at, l.version,
  (select p.value from leads.contact_points p where p.lead_id = l.id and p.kind = 'phone' and p.is_primary) as primary_phone,
  (select p.value from leads.contact_points p where p.lead_id = l.id and p.kind = 'email' and p.is_primary) as primary_email`

export interface LeadFilterRow {
  readonly status?: readonly string[] | undefined
  readonly owningHeadId?: string | undefined
  readonly assignedTo?: string | undefined
  readonly counsellorId?: string | undefined
  readonly unassigned?: boolean | undefined
  readonly temperature?: readonly string[] | undefined
  readonly productCode?: string | undefined
  readonly sessionYear?: number | undefined
  readonly tag?: string | undefined
  readonly source?: string | undefined
  readonly city?: string | undefined
  readonly firstIntakeFrom?: string | undefined
  readonly firstIntakeBefore?: string | undefined
}

/** The newest leads of each branch of a reach, walked by the branch's own index: `limitOf` says how many of each, or of each member. */
export function newestOf(reach: LeadReach, limitOf: (perMember: boolean) => number, wanted: SQL, more?: SQL): SQL[] {
  return reachBranches(reach).map(({ where, order, perMemberOf }) => {
    const columns = (row: SQL) => sql`${row}.id, ${row}.last_activity_at${more === undefined ? sql`` : sql`, ${row}.${more}`}`
    const page = sql`(select ${columns(sql`l`)} from leads.leads l where ${where} and ${wanted} order by ${order} limit ${limitOf(perMemberOf !== undefined)})`
    return perMemberOf === undefined
      ? page
      : sql`(select ${columns(sql`f`)} from leads.team_edges m cross join lateral ${page} f where m.head_id = ${perMemberOf}::uuid)`
  })
}

/** What a list shows: by the status, of which the planner knows how many there are (`leads_recent_idx`). */
export const shown: SQL = sql`l.status <> 'merged' and l.status <> 'withdrawn'`

/** Most recent activity first. Each branch of the reach walks its own index and stops at a page; the pages are then merged. */
export function pageLeads(
  reader: Reader,
  reach: LeadReach,
  filter: LeadFilterRow,
  before: { at: string; id: string } | undefined,
  limit: number,
  now: Date,
): Promise<SummaryRow[]> {
  const wanted = sql.join(
    [
      shown,
      ...filterParts(filter, now),
      ...(before === undefined ? [] : [sql`(l.last_activity_at, l.id) < (${before.at}::timestamptz, ${before.id}::uuid)`]),
    ],
    sql` and `,
  )
  const branches = newestOf(reach, () => limit, wanted)
  if (branches.length === 0) return Promise.resolve([])
  return rows<SummaryRow>(
    reader,
    sql`with page as (select id, last_activity_at from (${sql.join(branches, sql` union `)}) found order by last_activity_at desc, id desc limit ${limit})
        select ${summaryColumns} from page join leads.leads l on l.id = page.id order by page.last_activity_at desc, page.id desc`,
  )
}

/** The filter as conditions over row `l`. */
export function filterParts(filter: LeadFilterRow, now: Date): SQL[] {
  const { temperature, unassigned } = filter
  return [
    filter.status && sql`l.status = any(${texts(filter.status)})`,
    filter.owningHeadId && sql`l.owning_head_id = ${filter.owningHeadId}::uuid`,
    filter.assignedTo && sql`l.assigned_to = ${filter.assignedTo}::uuid`,
    filter.counsellorId && sql`l.counsellor_id = ${filter.counsellorId}::uuid`,
    unassigned !== undefined && (unassigned ? sql`l.assigned_to is null` : sql`l.assigned_to is not null`),
    temperature && sql`${shownTemperature(now)} = any(${texts(temperature)})`,
    filter.productCode &&
      sql`exists (select 1 from leads.interests i where i.lead_id = l.id and i.product_code = ${filter.productCode} and ${ofYear(filter.sessionYear)})`,
    filter.productCode === undefined &&
      filter.sessionYear !== undefined &&
      sql`exists (select 1 from leads.interests i where i.lead_id = l.id and ${ofYear(filter.sessionYear)})`,
    filter.tag &&
      sql`exists (select 1 from leads.lead_tags g join leads.tags t on t.id = g.tag_id where g.lead_id = l.id and t.slug = ${filter.tag})`,
    filter.source && sql`l.first_source_id = (select s.id from leads.sources s where s.code = ${filter.source})`,
    filter.city && sql`lower(l.city) = lower(${filter.city})`,
    filter.firstIntakeFrom && sql`l.first_intake_at >= ${filter.firstIntakeFrom}::timestamptz`,
    filter.firstIntakeBefore && sql`l.first_intake_at < ${filter.firstIntakeBefore}::timestamptz`,
  ].filter((part): part is SQL => typeof part === 'object')
}

const ofYear = (year: number | undefined): SQL => (year === undefined ? sql`true` : sql`i.session_year = ${year}::smallint`)

/** These leads, most recent activity first. */
export function summariesOf(reader: Reader, ids: readonly string[]): Promise<SummaryRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return rows<SummaryRow>(
    reader,
    sql`select ${summaryColumns} from leads.leads l where l.id = any(${uuids(ids)}) order by l.last_activity_at desc, l.id desc`,
  )
}

export interface LeadRow extends SummaryRow {
  root_id: string
  lost_reason: string | null
  college: string | null
  graduation_year: number | null
  profession: string | null
  language: string | null
  time_zone: string
  extra: Record<string, unknown>
  captured_by: string | null
  first_intake_at: Date
  first_attempt_at: Date | null
  last_attempt_at: Date | null
  status_since: Date
  attempts: number
  attempt_days: number
  reopened: number
  converted_user_id: string | null
  points: { id: string; kind: string; value: string; role: string; is_primary: boolean; phone_type: string | null; state: string }[]
  interests: { product_code: string; session_year: number }[]
  tags: { slug: string; label: string }[]
}
const leadColumns = sql`${summaryColumns}, l.root_id, l.lost_reason, l.college, l.graduation_year, l.profession, l.language, l.time_zone, l.extra, l.captured_by, l.first_intake_at,
  l.first_attempt_at, l.last_attempt_at, l.status_since, l.attempts, l.attempt_days, l.reopened, l.converted_user_id,
  (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'value', p.value, 'role', p.role, 'is_primary', p.is_primary, 'phone_type', p.phone_type, 'state', p.state) order by p.is_primary desc, p.id), '[]')
     from leads.contact_points p where p.lead_id = l.id) as points,
  (select coalesce(jsonb_agg(jsonb_build_object('product_code', i.product_code, 'session_year', i.session_year) order by i.id), '[]') from leads.interests i where i.lead_id = l.id) as interests,
  (select coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'label', t.label) order by t.slug), '[]') from leads.lead_tags g join leads.tags t on t.id = g.tag_id where g.lead_id = l.id) as tags`

/**
 * One lead within reach. A merged lead is answered too (its `root_id` says where it went) when its survivor is within reach.
 */
export async function findLead(reader: Reader, id: string, reach: LeadReach): Promise<LeadRow | undefined> {
  const [found] = await rows<LeadRow>(
    reader,
    sql`select ${leadColumns} from leads.leads m join leads.leads l on l.id = m.root_id where m.id = ${id}::uuid and l.status <> 'withdrawn' and ${withinReach(reach)}`,
  )
  return found
}

/** The same, its row locked until the transaction ends. */
export async function lockLead(tx: Tx, id: string, reach: LeadReach): Promise<LeadRow | undefined> {
  const [locked] = await rows<{ id: string }>(tx, sql`select l.id from leads.leads l where l.id = ${id}::uuid for no key update`)
  return locked === undefined ? undefined : findLead(tx, id, reach)
}

/** Which of these leads are within reach and live. */
export async function reachableIds(reader: Reader, ids: readonly string[], reach: LeadReach): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select l.id from leads.leads l where l.id = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)) and l.root_id = l.id and l.status <> 'withdrawn' and ${withinReach(reach)}`,
  )
  return found.map((row) => row.id)
}

/** Folded counts and what was appended since. */
export function readCounts(reader: Reader, dimension: 'all' | 'head' | 'owner', key: string): Promise<{ status: string; count: number }[]> {
  return rows<{ status: string; count: number }>(
    reader,
    sql`select status, sum(n)::int as count from (
          select status, count as n from leads.pool_counts where dimension = ${dimension} and key = ${key}
          union all select status, delta from leads.pool_count_deltas where dimension = ${dimension} and key = ${key}) counted
        where status not in ('merged', 'withdrawn') group by status having sum(n) > 0 order by status`,
  )
}
