import { contactKey, interestKey, pairKey, type Draft, type DraftLead } from './intake-draft.ts'
import type { Suspect } from './intake-match.ts'
import type { Arrival } from './intake-model.ts'
import type { IntakeMeans } from './intake-rules.ts'
import type { Terms } from './intake-terms.ts'

export function addPoints(draft: Draft, lead: DraftLead, arrival: Arrival, means: IntakeMeans): string[] {
  const wanted = [
    ...arrival.phones.map((phone) => ({ kind: 'phone' as const, value: phone.value, phone_type: phone.type })),
    ...arrival.emails.map((value) => ({ kind: 'email' as const, value, phone_type: null })),
  ]
  const ids: string[] = []
  for (const { kind, value, phone_type } of wanted) {
    const key = contactKey(kind, value)
    if (lead.values.has(key)) continue
    const id = means.newId()
    const role = draft.owners.has(key) ? 'shared' : 'identifying'
    draft.points.push({ id, lead_id: lead.id, kind, value, role, is_primary: !lead.primaries.has(kind), phone_type })
    lead.values.add(key)
    lead.primaries.add(kind)
    if (role === 'identifying') draft.owners.set(key, lead.id)
    ids.push(id)
  }
  return ids
}

export function addInterest(
  draft: Draft,
  lead: DraftLead,
  { productCode, sessionYear }: Terms,
  intakeId: string,
  means: IntakeMeans,
): string[] {
  const key = interestKey(productCode, sessionYear)
  if (lead.interests.has(key)) return []
  const id = means.newId()
  lead.interests.add(key)
  draft.rows.interests.push({ id, lead_id: lead.id, product_code: productCode, session_year: sessionYear, first_intake_id: intakeId })
  return [id]
}

export function addTags(draft: Draft, lead: DraftLead, terms: Terms, at: string): string[] {
  const fresh = terms.tagIds.filter((id) => !lead.tags.has(id))
  for (const tag_id of fresh) {
    lead.tags.add(tag_id)
    draft.rows.leadTags.push({ lead_id: lead.id, tag_id, at })
  }
  return fresh
}

export function suspectAll(draft: Draft, leadId: string, suspects: readonly Suspect[], means: IntakeMeans): void {
  for (const one of suspects) {
    if (leadId === one.leadId) continue
    const key = pairKey(leadId, one.leadId)
    const [lead_a = '', lead_b = ''] = key.split(' ')
    const candidate = { id: means.newId(), lead_a, lead_b, score_bp: one.scoreBp, signals: [one.signal], found_at: means.now.toISOString() }
    if (!draft.candidates.has(key)) draft.candidates.set(key, candidate)
  }
}

export function journal(
  draft: Draft,
  leadId: string,
  arrival: Arrival,
  terms: Terms,
  means: IntakeMeans,
  intakeId: string,
  outcome: string,
): void {
  const data = {
    outcome,
    productCode: terms.productCode,
    sessionYear: terms.sessionYear,
    ...(arrival.note !== undefined && { note: arrival.note }),
  }
  draft.rows.activities.push({
    id: means.nextId(),
    lead_id: leadId,
    kind: 'intake',
    channel: arrival.channel,
    direction: 'in',
    actor: means.actor,
    occurred_at: means.now.toISOString(),
    source_ref: intakeId,
    data,
  })
}

export function envelope(arrival: Arrival, terms: Terms, means: IntakeMeans, id: string) {
  const { channel, sourceRef, raw, rejectCode: _refused, capturedBy, vendorId, ...normalised } = arrival
  return {
    id,
    channel,
    source_ref: sourceRef,
    raw: raw ?? null,
    normalised,
    campaign_id: terms.campaignId,
    source_id: terms.sourceId,
    vendor_id: vendorId ?? null,
    import_id: means.options.importId ?? null,
    owning_head_id: terms.headId,
    captured_by: capturedBy ?? null,
    at: means.now.toISOString(),
  }
}
