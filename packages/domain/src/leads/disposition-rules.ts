import type { LeadStatus } from '@mas/contracts/leads'
import { Temporal } from 'temporal-polyfill'
import { isWorkable, rank } from './status-rules.ts'
import { atTime, BUSINESS_ZONE, businessDay, nextInWindow, type DailyWindow } from './time-windows.ts'

type Retry = 'soon' | 'next-day'
type DispositionRule = {
  /** An open status rises to this one; it never falls. */
  readonly status?: LeadStatus
  readonly closesAs?: { readonly status: 'lost'; readonly reason: 'asked' | 'competitor' | 'not-interested' }
  readonly retry?: Retry
  readonly followUpRequired?: true
  readonly badContactPoint?: true
  readonly withdrawsCalls?: true
  readonly carriesLanguage?: true
}

/** What each disposition does (product rule, section States of leads): the one table. */
export const DISPOSITIONS = {
  'no-answer': { status: 'attempted', retry: 'soon' },
  busy: { status: 'attempted', retry: 'soon' },
  'switched-off': { status: 'attempted', retry: 'next-day' },
  'call-back': { status: 'contacted', followUpRequired: true },
  interested: { status: 'interested', followUpRequired: true },
  'counselling-booked': { status: 'counselling-booked' },
  counselled: { status: 'counselled' },
  'not-interested': { closesAs: { status: 'lost', reason: 'asked' } },
  'joined-elsewhere': { closesAs: { status: 'lost', reason: 'competitor' } },
  'language-mismatch': { status: 'contacted', carriesLanguage: true },
  'wrong-number': { badContactPoint: true },
  'do-not-call': { closesAs: { status: 'lost', reason: 'not-interested' }, withdrawsCalls: true },
  'already-student': {},
} as const satisfies Record<string, DispositionRule>
export type Disposition = keyof typeof DISPOSITIONS

export type RetrySettings = {
  /** Minutes until the first and the second automatic retry; from the third on, the next day. */
  readonly retryMinutes: readonly [number, number]
  readonly retryNextDayAt: string
  readonly followUpWindow: DailyWindow
}
export const DEFAULT_RETRY_SETTINGS: RetrySettings = {
  retryMinutes: [20, 120],
  retryNextDayAt: '11:00',
  followUpWindow: { from: '09:00', to: '21:00' },
}

export type DispositionFacts = {
  disposition: Disposition
  status: LeadStatus
  /** No-answer and busy dispositions in a row just before this one. */
  unansweredBefore: number
  /** Another contact point of the lead that is not bad and not the one just called. */
  hasOtherUsablePoint: boolean
  followUpAt?: Temporal.Instant
  reason?: string
  language?: string
}

export type DispositionEffect = {
  kind: 'apply'
  /** Null: the status stays. */
  status: LeadStatus | null
  lostReason: string | null
  followUp: { dueAt: Temporal.Instant; automatic: boolean } | null
  cancelFollowUps: boolean
  markPointBad: boolean
  /** Consent withdrawn for channel call, purposes promotional and service. */
  withdrawCalls: boolean
  language: string | null
}
export type DispositionRefusal = 'leads.follow-up-required' | 'leads.follow-up-in-past' | 'leads.reason-required' | 'leads.merged'
export type DispositionDecision = DispositionEffect | { kind: 'refuse'; code: DispositionRefusal }

/**
 * What a disposition does to a lead. On a closed lead or one with an application (rank 70 and above) the status stays, because
 * only reopening and admissions move those; a number marked bad and a withdrawn consent take effect all the same.
 */
export function dispositionEffect(
  facts: DispositionFacts,
  now: Temporal.Instant,
  settings: RetrySettings = DEFAULT_RETRY_SETTINGS,
): DispositionDecision {
  const rule: DispositionRule = DISPOSITIONS[facts.disposition]
  if (facts.status === 'merged') return { kind: 'refuse', code: 'leads.merged' }
  if (rule.followUpRequired === true && facts.followUpAt === undefined) return { kind: 'refuse', code: 'leads.follow-up-required' }
  if (facts.followUpAt !== undefined && Temporal.Instant.compare(facts.followUpAt, now) <= 0)
    return { kind: 'refuse', code: 'leads.follow-up-in-past' }
  const reason = facts.reason?.trim() ?? ''
  if (rule.closesAs?.reason === 'asked' && reason === '') return { kind: 'refuse', code: 'leads.reason-required' }

  const workable = isWorkable(facts.status)
  const closing = workable ? closingStatus(rule, facts, reason) : null
  const rises = workable && rule.status !== undefined && rank(rule.status) > rank(facts.status)
  const closed = closing !== null || rank(facts.status) === 0
  const retryAt = closed || rule.retry === undefined ? null : automaticFollowUp(rule.retry, facts.unansweredBefore, now, settings)
  const asked = closing === null ? facts.followUpAt : undefined
  return {
    kind: 'apply',
    status: closing?.status ?? (rises ? (rule.status ?? null) : null),
    lostReason: closing?.reason ?? null,
    followUp: asked !== undefined ? { dueAt: asked, automatic: false } : retryAt === null ? null : { dueAt: retryAt, automatic: true },
    cancelFollowUps: closing !== null,
    markPointBad: rule.badContactPoint === true,
    withdrawCalls: rule.withdrawsCalls === true,
    language: rule.carriesLanguage === true ? (facts.language ?? null) : null,
  }
}

function closingStatus(
  rule: DispositionRule,
  facts: DispositionFacts,
  reason: string,
): { status: 'lost' | 'invalid'; reason: string } | null {
  if (rule.closesAs !== undefined) {
    return { status: rule.closesAs.status, reason: rule.closesAs.reason === 'asked' ? reason : rule.closesAs.reason }
  }
  return rule.badContactPoint === true && !facts.hasOtherUsablePoint ? { status: 'invalid', reason: 'wrong-number' } : null
}

/**
 * When the next automatic try is due: +20 minutes, the second time in a row +2 hours, from the third on the next IST day at
 * 11:00; outside 09:00-21:00 IST it moves to the next 09:00 (product rule; all are settings).
 */
export function automaticFollowUp(
  retry: Retry,
  unansweredBefore: number,
  now: Temporal.Instant,
  settings: RetrySettings = DEFAULT_RETRY_SETTINGS,
): Temporal.Instant {
  const minutes = retry === 'soon' ? settings.retryMinutes[unansweredBefore] : undefined
  const dueAt =
    minutes === undefined ? atTime(businessDay(now).add({ days: 1 }), settings.retryNextDayAt, BUSINESS_ZONE) : now.add({ minutes })
  return nextInWindow(dueAt, settings.followUpWindow, BUSINESS_ZONE) ?? dueAt
}
