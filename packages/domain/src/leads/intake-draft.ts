import type { CandidateInsert, IntakeLookup, IntakeWrites, KnownColumns, KnownLead, PointInsert } from '@mas/db/leads'
import type { IntakeResult } from './intake-model.ts'

/** A lead as the batch sees it after the arrivals so far. */
export interface DraftLead {
  readonly id: string
  /** Made by this batch: its row is inserted, not updated. */
  readonly isNew: boolean
  columns: KnownColumns
  reopened: number
  version: number
  statusSince: string
  /** `phone:+91…`, `email:…` of the lead and everything merged into it. */
  readonly values: Set<string>
  readonly primaries: Set<'phone' | 'email'>
  /** `code/year` */
  readonly interests: Set<string>
  readonly tags: Set<string>
  touched: boolean
  /** Facts of creation that no later arrival changes. */
  readonly birth?: { readonly platform: string; readonly capturedBy: string | null; readonly sourceId: string | null }
}
/** Pairs that people, or an undone merge, have kept apart: never merged by the system again. */
export type ApartPairs = ReadonlySet<string>
export const pairKey = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** Everything a batch can touch, read once. */
export interface IntakeSnapshot {
  readonly lookup: IntakeLookup
  readonly leads: readonly KnownLead[]
  readonly apart: ApartPairs
}

/** The state that arrivals are applied to, one after the other, and the rows they will need. */
export interface Draft {
  readonly owners: Map<string, string>
  readonly leads: Map<string, DraftLead>
  readonly repeats: Map<string, IntakeResult>
  readonly apart: ApartPairs
  readonly products: ReadonlyMap<string, IntakeLookup['products'][number]>
  readonly sources: ReadonlyMap<string, IntakeLookup['sources'][number]>
  readonly campaigns: ReadonlyMap<string, IntakeLookup['campaigns'][number]>
  readonly tags: ReadonlyMap<string, string>
  readonly points: PointInsert[]
  readonly candidates: Map<string, CandidateInsert>
  readonly rows: { -readonly [K in Exclude<keyof IntakeWrites, 'newLeads' | 'changedLeads' | 'candidates'>]: IntakeWrites[K][number][] }
}

export const contactKey = (kind: string, value: string) => `${kind}:${value}`
export const intakeKey = (channel: string, sourceRef: string) => `${channel} ${sourceRef}`
export const interestKey = (code: string, year: number) => `${code}/${year}`

export function draftOf({ lookup, leads, apart }: IntakeSnapshot): Draft {
  return {
    owners: new Map(lookup.owners.map((one) => [contactKey(one.kind, one.value), one.root_id])),
    leads: new Map(leads.map((lead) => [lead.id, draftLead(lead)])),
    repeats: new Map(lookup.repeats.map((one) => [intakeKey(one.channel, one.source_ref), firstResult(one)])),
    apart,
    products: new Map(lookup.products.map((one) => [one.code, one])),
    sources: new Map(lookup.sources.map((one) => [one.code, one])),
    campaigns: new Map(lookup.campaigns.map((one) => [one.code, one])),
    tags: new Map(lookup.tags.map((one) => [one.slug, one.id])),
    points: [],
    candidates: new Map(),
    rows: { intakes: [], activities: [], statusChanges: [], interests: [], leadTags: [] },
  }
}

function draftLead(lead: KnownLead): DraftLead {
  const { full_name, status, lost_reason, city, state, college, graduation_year, profession, language, extra, owning_head_id } = lead
  return {
    id: lead.id,
    isNew: false,
    columns: { full_name, status, lost_reason, city, state, college, graduation_year, profession, language, extra, owning_head_id },
    reopened: lead.reopened,
    version: lead.version,
    statusSince: new Date(lead.status_since).toISOString(),
    values: new Set(lead.points.map((point) => contactKey(point.kind, point.value))),
    primaries: new Set(lead.points.filter((point) => point.is_primary).map((point) => point.kind)),
    interests: new Set(lead.interests.map((one) => interestKey(one.product_code, one.session_year))),
    tags: new Set(lead.tags),
    touched: false,
  }
}

function firstResult(row: IntakeLookup['repeats'][number]): IntakeResult {
  return {
    outcome: outcomeOf(row.outcome),
    intakeId: row.id,
    repeated: true,
    ...(row.lead_id !== null && { leadId: row.lead_id }),
    ...(row.reject_code !== null && { rejectCode: row.reject_code }),
    ...(row.matched_by !== null && { matchedBy: row.matched_by === 'phone' ? 'phone' : 'email' }),
  }
}

/** A check constraint holds the column to the outcomes. */
function outcomeOf(text: string): IntakeResult['outcome'] {
  return text as IntakeResult['outcome']
}
