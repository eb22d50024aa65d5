import { Temporal } from 'temporal-polyfill'

export type ContactChannel = 'call' | 'sms' | 'whatsapp' | 'email'
export type ContactPurpose = 'promotional' | 'service' | 'transactional' | 'otp'

/** One row of the append-only consent record, for one phone number or address. */
export type ConsentFact = {
  channel: ContactChannel | 'all'
  purpose: 'promotional' | 'service'
  state: 'granted' | 'withdrawn'
  basis: 'explicit' | 'enquiry' | 'inbound' | 'operator'
  at: Temporal.Instant
  /** Null: the life set for the basis counts from `at`. */
  expiresAt: Temporal.Instant | null
}

/**
 * Has consent for this channel and purpose been withdrawn (product rules 13 and 15 of leads)? A withdrawal at or after the latest grant
 * counts, so a grant and a "stop" in the same instant stop. Promotional withdrawal leaves transactional messages alone; channel `all`
 * with purpose `service` stops everything but one-time codes, until service or this very channel and purpose is granted again.
 */
export function consentRefusal(channel: ContactChannel, purpose: ContactPurpose, consents: readonly ConsentFact[]): boolean {
  if (purpose === 'otp') return false
  const own = consents.filter((one) => (one.channel === channel || one.channel === 'all') && one.purpose === purpose)
  const blanket = consents.filter((one) => one.channel === 'all' && one.purpose === 'service')
  if (withdrawnSince(own.filter(isWithdrawn), own.filter(isGrant))) return true
  return withdrawnSince(blanket.filter(isWithdrawn), [...blanket, ...own].filter(isGrant))
}

/** A grant on one of these bases that has not run out. Whether it was withdrawn is {@link consentRefusal}'s question. */
export function hasLiveConsent(
  channel: ContactChannel,
  purpose: ContactPurpose,
  bases: readonly ConsentFact['basis'][],
  consents: readonly ConsentFact[],
  lifeDays: { readonly explicit: number; readonly enquiry: number; readonly inbound: number },
  now: Temporal.Instant,
): boolean {
  return consents.some((one) => {
    const fits = isGrant(one) && (one.channel === channel || one.channel === 'all') && one.purpose === purpose && bases.includes(one.basis)
    if (!fits || Temporal.Instant.compare(one.at, now) > 0) return false
    const ends = one.expiresAt ?? (one.basis === 'operator' ? null : one.at.add({ hours: 24 * lifeDays[one.basis] }))
    return ends === null || Temporal.Instant.compare(now, ends) < 0
  })
}

const isGrant = (one: ConsentFact) => one.state === 'granted'
const isWithdrawn = (one: ConsentFact) => one.state === 'withdrawn'

function withdrawnSince(withdrawals: readonly ConsentFact[], grants: readonly ConsentFact[]): boolean {
  return withdrawals.some((gone) => grants.every((grant) => Temporal.Instant.compare(gone.at, grant.at) >= 0))
}
