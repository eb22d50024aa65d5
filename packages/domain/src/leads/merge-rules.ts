import type { LeadStatus, MergeField } from '@mas/contracts/leads'
import type { LeadRecord, MovedPoint, MovedRow } from '@mas/db/leads'
import { rank } from './status-rules.ts'

export interface ColumnChange {
  readonly old: unknown
  readonly new: unknown
}
/** What a merge did, value by value; stored with it. */
export interface MergePlan {
  readonly columns: Readonly<Record<string, ColumnChange>>
  readonly absorbed: { readonly status: string; readonly lostReason: unknown }
  readonly points: readonly MovedPoint[]
  readonly interests: readonly MovedRow[]
  readonly tags: readonly MovedRow[]
  readonly followUps: readonly MovedRow[]
  readonly cancelledFollowUps: readonly string[]
  readonly family: readonly string[]
  readonly candidateBefore: string | null
}

const columnOf: Readonly<Record<MergeField, string>> = {
  fullName: 'full_name',
  city: 'city',
  state: 'state',
  college: 'college',
  graduationYear: 'graduation_year',
  profession: 'profession',
  language: 'language',
  temperature: 'temperature',
  assignedTo: 'assigned_to',
  counsellorId: 'counsellor_id',
  owningHeadId: 'owning_head_id',
}
/** Columns that belong together: the time goes with its value, the key with its name. */
const companions: Readonly<Record<string, string>> = {
  full_name: 'name_key',
  temperature: 'temperature_at',
  predicted_interest: 'predicted_at',
}
const fillable = [...Object.values(columnOf), 'predicted_interest', 'captured_by', 'first_source_id', 'converted_user_id']

/**
 * The columns a merge changes on the survivor (product rule 7 of leads): its blanks are filled, the choices applied, attempts added up.
 * An application, payment or enrolment of the absorbed lead is not lost: from rank 70 on, the higher status stays.
 */
export function mergedColumns(
  survivor: LeadRecord,
  absorbed: LeadRecord,
  takeFromAbsorbed: readonly MergeField[],
): Record<string, ColumnChange> {
  const next: Record<string, unknown> = {}
  const chosen = new Set(takeFromAbsorbed.map((field) => columnOf[field]))
  for (const column of fillable) {
    if (isBlank(absorbed[column]) || !(isBlank(survivor[column]) || chosen.has(column))) continue
    next[column] = absorbed[column]
    const companion = companions[column]
    if (companion !== undefined) next[companion] = absorbed[companion]
  }
  next['extra'] = { ...objectOf(absorbed['extra']), ...objectOf(survivor['extra']) }
  if (JSON.stringify(next['extra']).length > 12_000) delete next['extra'] // both may have been near the limit
  next['attempts'] = Number(survivor['attempts']) + Number(absorbed['attempts'])
  next['attempt_days'] = Math.max(Number(survivor['attempt_days']), Number(absorbed['attempt_days']))
  next['first_intake_at'] = earlier(survivor['first_intake_at'], absorbed['first_intake_at'])
  next['first_attempt_at'] = earlier(survivor['first_attempt_at'], absorbed['first_attempt_at'])
  next['last_attempt_at'] = later(survivor['last_attempt_at'], absorbed['last_attempt_at'])
  next['last_activity_at'] = later(survivor['last_activity_at'], absorbed['last_activity_at'])
  const absorbedRank = rank(statusOf(absorbed))
  if (absorbedRank >= 70 && absorbedRank > rank(statusOf(survivor)))
    Object.assign(next, { status: absorbed.status, lost_reason: null, status_since: absorbed['status_since'] })
  const changed = Object.entries(next).filter(([column, value]) => !same(survivor[column], value))
  return Object.fromEntries(changed.map(([column, value]) => [column, { old: survivor[column] ?? null, new: value }]))
}

/** Which columns still carry the merge's value, and which were changed since and stay. */
export function undoColumns(survivor: LeadRecord, columns: MergePlan['columns']): { restore: Record<string, unknown>; kept: string[] } {
  const restore: Record<string, unknown> = {}
  const kept: string[] = []
  for (const [column, change] of Object.entries(columns)) {
    if (same(survivor[column], change.new)) restore[column] = change.old
    else kept.push(column)
  }
  // A status and its reason only make sense together.
  if (kept.includes('status') || kept.includes('lost_reason'))
    for (const column of ['status', 'lost_reason', 'status_since']) delete restore[column]
  return { restore, kept }
}

const isBlank = (value: unknown) => value === null || value === undefined || value === ''
const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
const earlier = (a: unknown, b: unknown) => (isBlank(a) ? b : isBlank(b) || stable(a) <= stable(b) ? a : b)
const later = (a: unknown, b: unknown) => (isBlank(a) ? b : isBlank(b) || stable(a) >= stable(b) ? a : b)

function same(a: unknown, b: unknown): boolean {
  return stable(a ?? null) === stable(b ?? null)
}
function stable(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return JSON.stringify(isObject ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value)
}

/** A check constraint holds the column to the statuses. */
function statusOf(lead: LeadRecord): LeadStatus {
  return lead.status as LeadStatus
}
