type Instant = string

/** What arrivals can tell or change about a lead. */
interface LeadColumns {
  full_name: string
  status: string
  city: string | null
  state: string | null
  college: string | null
  graduation_year: number | null
  profession: string | null
  language: string | null
  extra: Record<string, unknown>
  owning_head_id: string | null
}
/** The same of a lead that is there already: it may have been closed. */
export interface KnownColumns extends LeadColumns {
  lost_reason: string | null
}

export interface PointInsert extends Record<string, unknown> {
  id: string
  lead_id: string
  kind: 'phone' | 'email'
  value: string
  role: 'identifying' | 'shared'
  is_primary: boolean
  phone_type: string | null
}
export interface LeadInsert extends LeadColumns, Record<string, unknown> {
  id: string
  platform: string
  name_key: string
  captured_by: string | null
  first_source_id: string | null
  at: Instant
  version: number
}
/** The row of a known lead as the batch leaves it. */
export interface LeadChange extends KnownColumns, Record<string, unknown> {
  id: string
  name_key: string
  status_since: Instant
  reopened: number
  version: number
  at: Instant
}
export interface IntakeInsert extends Record<string, unknown> {
  id: string
  channel: string
  source_ref: string
  raw: unknown
  normalised: unknown
  campaign_id: string | null
  source_id: string | null
  vendor_id: string | null
  import_id: string | null
  owning_head_id: string | null
  captured_by: string | null
  outcome: string
  matched_by: string | null
  reject_code: string | null
  lead_id: string | null
  merge_id: string | null
  before: unknown
  at: Instant
}
export interface ActivityInsert extends Record<string, unknown> {
  id: string
  lead_id: string
  kind: string
  channel: string | null
  direction: 'in' | 'out' | 'none'
  actor: string
  occurred_at: Instant
  source_ref: string
  data: unknown
  corrects_id?: string | null
}
export interface StatusChangeInsert extends Record<string, unknown> {
  id: string
  lead_id: string
  from_status: string
  to_status: string
  disposition: string | null
  reason: string | null
  actor: string
  at: Instant
  seconds_in_previous: number
}
export interface InterestInsert extends Record<string, unknown> {
  id: string
  lead_id: string
  product_code: string
  session_year: number
  first_intake_id: string
}
export interface LeadTagInsert extends Record<string, unknown> {
  lead_id: string
  tag_id: string
  at: Instant
}
export interface CandidateInsert extends Record<string, unknown> {
  id: string
  lead_a: string
  lead_b: string
  score_bp: number
  signals: unknown
  found_at: Instant
}
