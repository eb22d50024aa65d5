import { Temporal } from 'temporal-polyfill'
import { consentRefusal, hasLiveConsent, type ConsentFact, type ContactChannel, type ContactPurpose } from './consent-rules.ts'
import { BUSINESS_ZONE, atTime, businessDay, nextInWindow, type DailyWindow } from './time-windows.ts'

export type { ConsentFact, ContactChannel, ContactPurpose } from './consent-rules.ts'

export type GateSettings = {
  readonly callWindow: DailyWindow
  readonly smsPromoWindow: DailyWindow
  readonly whatsappPromoWindow: DailyWindow
  /** `MM-DD` on the recipient's calendar; no promotional calls. */
  readonly closedDays: readonly string[]
  readonly callsPerDay: number
  readonly callsPer7Days: number
  readonly promoPerDay: number
  readonly promoPer7Days: number
  readonly consentDays: { readonly explicit: number; readonly enquiry: number; readonly inbound: number }
  readonly scrubMaxAgeHours: number
}

/** Product rule 14 of leads, inside the TRAI TCCCPR envelope for commercial calls and messages. */
export const DEFAULT_GATE_SETTINGS: GateSettings = {
  callWindow: { from: '09:00', to: '21:00' },
  smsPromoWindow: { from: '10:00', to: '21:00' },
  whatsappPromoWindow: { from: '09:00', to: '21:00' },
  closedDays: ['01-26', '08-15', '10-02'],
  callsPerDay: 4,
  callsPer7Days: 12,
  promoPerDay: 1,
  promoPer7Days: 4,
  consentDays: { explicit: 365, enquiry: 180, inbound: 180 },
  scrubMaxAgeHours: 24,
}

/** Contacts already made per IST day (`YYYY-MM-DD`); days that are missing count 0. */
export type DayCounts = Readonly<Record<string, number>>

export type GateFacts = {
  channel: ContactChannel
  purpose: ContactPurpose
  pointState: 'ok' | 'bad'
  /** IANA zone of the recipient; Asia/Kolkata for +91. */
  zone: string
  consents: readonly ConsentFact[]
  scrub: { at: Temporal.Instant; registered: boolean } | null
  /** Calls to this number by anybody, human or AI. */
  calls: DayCounts
  /** Promotional messages to this value over all channels. */
  promos: DayCounts
  /** Ask for explicit consent, whatever else the purpose would need. */
  requireExplicit?: boolean
}

export type GateRefusal =
  | 'leads.contact-bad'
  | 'leads.consent-withdrawn'
  | 'leads.consent-missing'
  | 'leads.dnd-registered'
  | 'leads.contact-capped'
export type GateDeferral = 'leads.dnd-unverified' | 'leads.outside-hours' | 'leads.contact-capped'
export type GateDecision =
  | { decision: 'allow' }
  | { decision: 'defer'; code: GateDeferral; until: Temporal.Instant }
  | { decision: 'refuse'; code: GateRefusal }

const refuse = (code: GateRefusal): GateDecision => ({ decision: 'refuse', code })

/**
 * May this person be contacted now (product rules 13-15 of leads)? The first hit decides, in the rule's order. `until` of a deferral is
 * the first instant at which neither window nor cap would refuse; for `dnd-unverified` that may be now: as soon as the scrub is in.
 */
export function decideContact(facts: GateFacts, settings: GateSettings, now: Temporal.Instant): GateDecision {
  if (facts.pointState === 'bad') return refuse('leads.contact-bad')
  const withdrawn = consentRefusal(facts.channel, facts.purpose, facts.consents)
  if (withdrawn) return refuse('leads.consent-withdrawn')

  const live = (bases: readonly ConsentFact['basis'][]) =>
    hasLiveConsent(facts.channel, facts.purpose, bases, facts.consents, settings.consentDays, now)
  if (facts.requireExplicit === true && !live(['explicit'])) return refuse('leads.consent-missing')
  if (facts.purpose === 'promotional') {
    if (facts.channel === 'whatsapp' && !live(['explicit', 'enquiry', 'inbound', 'operator'])) return refuse('leads.consent-missing')
    if ((facts.channel === 'call' || facts.channel === 'sms') && !live(['explicit', 'enquiry', 'inbound'])) {
      const oldest = now.subtract({ hours: settings.scrubMaxAgeHours })
      if (facts.scrub === null || Temporal.Instant.compare(facts.scrub.at, oldest) < 0)
        return defer('leads.dnd-unverified', facts, settings, now)
      if (facts.scrub.registered) return refuse('leads.dnd-registered')
    }
  }
  const opens = openingAt(facts, settings, now)
  if (opens === null || Temporal.Instant.compare(opens, now) !== 0) return defer('leads.outside-hours', facts, settings, now)
  return isCapped(facts, settings, businessDay(now)) ? defer('leads.contact-capped', facts, settings, now) : { decision: 'allow' }
}

function defer(code: GateDeferral, facts: GateFacts, settings: GateSettings, now: Temporal.Instant): GateDecision {
  const until = firstFreeInstant(facts, settings, now)
  return until === null ? refuse('leads.contact-capped') : { decision: 'defer', code, until }
}

/** Null only when a cap of 0 or a year of closed days leaves no instant at all. */
function firstFreeInstant(facts: GateFacts, settings: GateSettings, now: Temporal.Instant): Temporal.Instant | null {
  let at = openingAt(facts, settings, now)
  // Counts reach seven days back, so after eight capped days only a cap of 0 is left; closed days are stepped over by the opening.
  for (let step = 0; step < 16 && at !== null; step += 1) {
    const day = businessDay(at)
    if (!isCapped(facts, settings, day)) return at
    at = openingAt(facts, settings, atTime(day.add({ days: 1 }), '00:00', BUSINESS_ZONE))
  }
  return null
}

function openingAt(facts: GateFacts, settings: GateSettings, at: Temporal.Instant): Temporal.Instant | null {
  const promotional = facts.purpose === 'promotional'
  if (facts.purpose === 'otp') return at
  if (facts.channel === 'call') return nextInWindow(at, settings.callWindow, facts.zone, promotional ? settings.closedDays : [])
  if (promotional && facts.channel === 'sms') return nextInWindow(at, settings.smsPromoWindow, facts.zone)
  if (promotional && facts.channel === 'whatsapp') return nextInWindow(at, settings.whatsappPromoWindow, facts.zone)
  return at
}

function isCapped(facts: GateFacts, settings: GateSettings, day: Temporal.PlainDate): boolean {
  if (facts.purpose === 'otp') return false
  if (facts.channel === 'call') return over(facts.calls, day, settings.callsPerDay, settings.callsPer7Days)
  return facts.purpose === 'promotional' && over(facts.promos, day, settings.promoPerDay, settings.promoPer7Days)
}

function over(counts: DayCounts, day: Temporal.PlainDate, perDay: number, per7Days: number): boolean {
  let week = 0
  for (let back = 0; back < 7; back += 1) week += counts[day.subtract({ days: back }).toString()] ?? 0
  return (counts[day.toString()] ?? 0) >= perDay || week >= per7Days
}
