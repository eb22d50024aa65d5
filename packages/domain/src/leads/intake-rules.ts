import type { LeadStatus } from '@mas/contracts/leads'
import type { IntakeWrites, PointInsert } from '@mas/db/leads'
import { draftOf, intakeKey, interestKey, type Draft, type DraftLead, type IntakeSnapshot } from './intake-draft.ts'
import { addInterest, addPoints, addTags, envelope, journal, suspectAll } from './intake-effects.ts'
import { changedColumns, fitsExtra, meetColumns, spokenColumns } from './intake-fields.ts'
import { matchArrival, type IntakeThresholds, type Match, type Suspect } from './intake-match.ts'
import type { Arrival, IntakeOptions, IntakeResult } from './intake-model.ts'
import { resolveTerms, type Terms } from './intake-terms.ts'
import { leadRows } from './intake-rows.ts'
import { statusTransition } from './status-rules.ts'

/** What the plan needs besides facts; everything that is not a fact comes in from outside. */
export interface IntakeMeans {
  readonly now: Date
  readonly actor: string
  readonly platform: string
  readonly thresholds: IntakeThresholds
  readonly options: IntakeOptions
  readonly newId: () => string
  /** Ids in ascending order: entries of one batch keep their order in the journal. */
  readonly nextId: () => string
  /** The system merge that made way for the first arrival, where one was needed. */
  readonly mergeId?: string
}

export type IntakeFact =
  | { readonly kind: 'created'; readonly leadId: string; readonly arrival: Arrival; readonly terms: Terms }
  | {
      readonly kind: 're-enquired'
      readonly leadId: string
      readonly intakeId: string
      readonly arrival: Arrival
      readonly terms: Terms
      readonly reopened: boolean
    }
  | { readonly kind: 'reopened'; readonly leadId: string; readonly from: LeadStatus; readonly pursuit: number }

export interface IntakePlan extends IntakeWrites {
  /** One for each arrival planned; fewer than arrivals when a merge must come first. */
  readonly results: readonly IntakeResult[]
  readonly mergeFirst?: { readonly survivorId: string; readonly absorbedId: string }
  /** In (kind, value) order is up to the writer. */
  readonly points: readonly PointInsert[]
  readonly facts: readonly IntakeFact[]
}

/**
 * Decides what becomes of each arrival, in order, and every row that follows from it. Pure: a batch gives what its arrivals would give
 * one by one, because each is applied to the state the ones before it left.
 */
export function planIntake(snapshot: IntakeSnapshot, arrivals: readonly Arrival[], means: IntakeMeans): IntakePlan {
  const draft = draftOf(snapshot)
  const results: IntakeResult[] = []
  const facts: IntakeFact[] = []
  for (const arrival of arrivals) {
    const key = intakeKey(arrival.channel, arrival.sourceRef)
    const known = draft.repeats.get(key)
    const result = known ?? takeIn(draft, arrival, means, facts, results.length === 0 ? means.mergeId : undefined)
    if ('mergeFirst' in result) return { ...finish(draft, means), results, facts, mergeFirst: result.mergeFirst }
    results.push(result)
    if (known === undefined) draft.repeats.set(key, { ...withoutTraces(result), repeated: true })
  }
  return { ...finish(draft, means), results, facts }
}

type MergeFirst = { readonly mergeFirst: { readonly survivorId: string; readonly absorbedId: string } }

function takeIn(
  draft: Draft,
  arrival: Arrival,
  means: IntakeMeans,
  facts: IntakeFact[],
  mergeId: string | undefined,
): IntakeResult | MergeFirst {
  const terms = resolveTerms(draft, arrival, means.now)
  const rejectCode = arrival.rejectCode ?? problemOf(arrival, terms)
  if (rejectCode !== undefined) return reject(draft, arrival, terms, means, rejectCode)
  const match = matchArrival(draft, arrival, means.thresholds)
  if (match.kind === 'merge-first') return { mergeFirst: { survivorId: match.survivorId, absorbedId: match.absorbedId } }
  return match.kind === 'lead'
    ? meet(draft, arrival, terms, means, match, facts, mergeId)
    : create(draft, arrival, terms, means, match.suspects, facts)
}

function problemOf(arrival: Arrival, terms: Terms): string | undefined {
  if (arrival.phones.length === 0 && arrival.emails.length === 0) return 'leads.no-contact'
  if (!terms.productKnown) return 'leads.product-unknown'
  return fitsExtra(arrival.extra) ? undefined : 'leads.field-too-long'
}

function reject(draft: Draft, arrival: Arrival, terms: Terms, means: IntakeMeans, rejectCode: string): IntakeResult {
  const intakeId = means.nextId()
  draft.rows.intakes.push({
    ...envelope(arrival, terms, means, intakeId),
    outcome: 'rejected',
    matched_by: null,
    reject_code: rejectCode,
    lead_id: null,
    merge_id: null,
    before: null,
  })
  return { outcome: 'rejected', intakeId, rejectCode, repeated: false }
}

function create(
  draft: Draft,
  arrival: Arrival,
  terms: Terms,
  means: IntakeMeans,
  suspects: readonly Suspect[],
  facts: IntakeFact[],
): IntakeResult {
  const at = means.now.toISOString()
  const lead: DraftLead = {
    id: means.newId(),
    isNew: true,
    columns: {
      full_name: '',
      status: 'new',
      lost_reason: null,
      city: null,
      state: null,
      college: null,
      graduation_year: null,
      profession: null,
      language: null,
      ...spokenColumns(arrival),
      extra: arrival.extra,
      owning_head_id: terms.headId,
    },
    reopened: 0,
    version: 1,
    statusSince: at,
    values: new Set(),
    primaries: new Set(),
    interests: new Set(),
    tags: new Set(),
    touched: false,
    birth: { platform: means.platform, capturedBy: arrival.capturedBy ?? null, sourceId: terms.sourceId },
  }
  draft.leads.set(lead.id, lead)
  const intakeId = means.nextId()
  addPoints(draft, lead, arrival, means)
  addInterest(draft, lead, terms, intakeId, means)
  addTags(draft, lead, terms, at)
  suspectAll(draft, lead.id, suspects, means)
  const outcome = suspects.some((one) => one.signal === 'shared-phone') ? 'shared-phone' : 'created'
  draft.rows.intakes.push({
    ...envelope(arrival, terms, means, intakeId),
    outcome,
    matched_by: null,
    reject_code: null,
    lead_id: lead.id,
    merge_id: null,
    before: null,
  })
  journal(draft, lead.id, arrival, terms, means, intakeId, outcome)
  facts.push({ kind: 'created', leadId: lead.id, arrival, terms })
  return { outcome, leadId: lead.id, intakeId, repeated: false }
}

function meet(
  draft: Draft,
  arrival: Arrival,
  terms: Terms,
  means: IntakeMeans,
  match: Extract<Match, { kind: 'lead' }>,
  facts: IntakeFact[],
  mergeId: string | undefined,
): IntakeResult {
  const { lead, by } = match
  const { onMatch } = means.options
  const intakeId = means.nextId()
  const present = lead.columns
  const met = meetColumns(present, arrival, terms.headId, onMatch)
  const pointIds = onMatch === 'skip' ? [] : addPoints(draft, lead, arrival, means)
  const tagIds = onMatch === 'skip' ? [] : addTags(draft, lead, terms, means.now.toISOString())
  const isUpdate = pointIds.length > 0 || Object.keys(changedColumns(present, met).new).length > 0
  const newProductOrSession = !lead.interests.has(interestKey(terms.productCode, terms.sessionYear))
  const interestIds = addInterest(draft, lead, terms, intakeId, means)
  suspectAll(draft, lead.id, match.suspects, means)

  const reopened = reopen(draft, lead, { ...met }, newProductOrSession, means, facts, intakeId)
  lead.touched = true
  if (isUpdate || reopened) lead.version += 1

  const outcome = isUpdate ? 'updated' : 'matched'
  const before = { ...changedColumns(present, lead.columns), pointIds, interestIds, tagIds }
  draft.rows.intakes.push({
    ...envelope(arrival, terms, means, intakeId),
    outcome,
    matched_by: by,
    reject_code: null,
    lead_id: lead.id,
    merge_id: mergeId ?? null,
    before,
  })
  journal(draft, lead.id, arrival, terms, means, intakeId, outcome)
  facts.push({ kind: 're-enquired', leadId: lead.id, intakeId, arrival, terms, reopened })
  return { outcome, leadId: lead.id, intakeId, matchedBy: by, repeated: false, before, ...(mergeId !== undefined && { mergeId }) }
}

function reopen(
  draft: Draft,
  lead: DraftLead,
  met: DraftLead['columns'],
  newProductOrSession: boolean,
  means: IntakeMeans,
  facts: IntakeFact[],
  intakeId: string,
): boolean {
  const from = statusOf(met.status)
  const decision = statusTransition(from, { kind: 're-enquiry', newProductOrSession })
  lead.columns = met
  if (decision.kind !== 'move') return false
  const at = means.now.toISOString()
  const seconds = Math.max(0, Math.floor((means.now.getTime() - Date.parse(lead.statusSince)) / 1000))
  lead.columns = { ...met, status: decision.to, lost_reason: decision.lostReason }
  lead.statusSince = at
  lead.reopened += 1
  draft.rows.statusChanges.push({
    id: means.nextId(),
    lead_id: lead.id,
    from_status: from,
    to_status: decision.to,
    disposition: null,
    reason: 're-enquiry',
    actor: means.actor,
    at,
    seconds_in_previous: seconds,
  })
  draft.rows.activities.push({
    id: means.nextId(),
    lead_id: lead.id,
    kind: 'status-changed',
    channel: null,
    direction: 'none',
    actor: means.actor,
    occurred_at: at,
    source_ref: intakeId,
    data: { from, to: decision.to, reason: 're-enquiry' },
  })
  facts.push({ kind: 'reopened', leadId: lead.id, from, pursuit: lead.reopened })
  return true
}

function withoutTraces({ before: _before, mergeId: _mergeId, ...result }: IntakeResult): IntakeResult {
  return result
}

function finish(draft: Draft, means: IntakeMeans): Omit<IntakePlan, 'results' | 'facts' | 'mergeFirst'> {
  return { ...draft.rows, ...leadRows(draft, means.now), points: draft.points, candidates: [...draft.candidates.values()] }
}

/** A check constraint holds the column to the statuses. */
function statusOf(text: string): LeadStatus {
  return text as LeadStatus
}
