import type { Arrival } from './intake-model.ts'
import { contactKey, pairKey, type Draft, type DraftLead } from './intake-draft.ts'
import { canMergeByName, nameSimilarity } from './name-rules.ts'

export interface IntakeThresholds {
  /** From here on two names are one person's, in basis points (`leads.auto-merge-bp`). */
  readonly autoMergeBp: number
  /** Below this the same phone is a family's, in basis points (`leads.shared-phone-bp`). */
  readonly sharedPhoneBp: number
}

export type Match =
  | { readonly kind: 'lead'; readonly lead: DraftLead; readonly by: 'phone' | 'email'; readonly suspects: readonly Suspect[] }
  | { readonly kind: 'none'; readonly suspects: readonly Suspect[] }
  /** Two leads turned out to be one person: merge first, then match again. */
  | { readonly kind: 'merge-first'; readonly survivorId: string; readonly absorbedId: string }

/** Another lead that may be the same person, or shares a phone. */
export interface Suspect {
  readonly leadId: string
  readonly scoreBp: number
  readonly signal: 'shared-phone' | 'phone-and-email' | 'two-phones'
}

/**
 * Whose arrival it is (product rule 3 of leads): an identifying phone first, then an identifying e-mail. A phone whose owner has another
 * name and another address is a family's: it identifies nobody here, so the address decides, and without one a new lead is made.
 */
export function matchArrival(draft: Draft, arrival: Arrival, thresholds: IntakeThresholds): Match {
  const suspects: Suspect[] = []
  const phoneOwners = ownersOf(
    draft,
    'phone',
    arrival.phones.map((phone) => phone.value),
  )
  const family = phoneOwners.filter((owner) => isFamilyPhone(arrival, owner, thresholds))
  const [byPhone, ...otherPhones] = phoneOwners.filter((owner) => !family.includes(owner))
  for (const owner of family)
    suspects.push({ leadId: owner.id, scoreBp: nameSimilarity(arrival.fullName ?? '', owner.columns.full_name), signal: 'shared-phone' })

  const emailOwners = ownersOf(draft, 'email', arrival.emails)
  if (byPhone === undefined) {
    const byEmail = emailOwners[0]
    return byEmail === undefined ? { kind: 'none', suspects } : { kind: 'lead', lead: byEmail, by: 'email', suspects }
  }
  for (const owner of emailOwners) {
    if (owner.id === byPhone.id) continue
    if (arePlainlyOne(byPhone, owner, thresholds) && !draft.apart.has(pairKey(byPhone.id, owner.id)))
      return { kind: 'merge-first', survivorId: byPhone.id, absorbedId: owner.id }
    suspects.push(suspect(byPhone, owner, 'phone-and-email'))
  }
  for (const owner of otherPhones) suspects.push(suspect(byPhone, owner, 'two-phones'))
  return { kind: 'lead', lead: byPhone, by: 'phone', suspects }
}

function ownersOf(draft: Draft, kind: 'phone' | 'email', values: readonly string[]): DraftLead[] {
  const owners = new Map<string, DraftLead>()
  for (const value of values) {
    const lead = draft.leads.get(draft.owners.get(contactKey(kind, value)) ?? '')
    if (lead !== undefined) owners.set(lead.id, lead)
  }
  return [...owners.values()]
}

// A name that is missing speaks for nobody else, so it never makes a family of one person.
function isFamilyPhone(arrival: Arrival, owner: DraftLead, { sharedPhoneBp }: IntakeThresholds): boolean {
  const name = arrival.fullName ?? ''
  if (name === '' || owner.columns.full_name === '' || arrival.emails.length === 0 || !hasEmail(owner)) return false
  if (arrival.emails.some((email) => owner.values.has(contactKey('email', email)))) return false
  return nameSimilarity(name, owner.columns.full_name) < sharedPhoneBp
}

function hasEmail(lead: DraftLead): boolean {
  for (const key of lead.values) if (key.startsWith('email:')) return true
  return false
}

function arePlainlyOne(a: DraftLead, b: DraftLead, { autoMergeBp }: IntakeThresholds): boolean {
  const [one, other] = [a.columns.full_name, b.columns.full_name]
  return one === '' || other === '' || canMergeByName(one, other, autoMergeBp)
}

function suspect(lead: DraftLead, other: DraftLead, signal: Suspect['signal']): Suspect {
  return { leadId: other.id, scoreBp: nameSimilarity(lead.columns.full_name, other.columns.full_name), signal }
}
