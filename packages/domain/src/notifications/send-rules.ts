import type { NoticeClass } from '@mas/contracts/notifications'

const minute = 60_000
/** How long a process may hold a mail: the wire's time-out is far below it. */
export const leaseMs = minute
/** How long an unknown outcome rests before it is looked at again. */
export const doubtRestMs = 10 * minute
const repeatableForMs = 24 * 60 * minute
const mostAttempts = 12

/** When a refused mail is tried again; undefined when it is given up. */
export function nextTry(facts: {
  attempts: number
  critical: boolean
  retryAfterSeconds: number | undefined
  now: Date
  expiresAt: Date | null
}): Date | undefined {
  if (facts.attempts >= mostAttempts) return undefined
  const [firstSeconds, longestSeconds] = facts.critical ? [5, 300] : [30, 3_600]
  const backoffSeconds = Math.min(longestSeconds, firstSeconds * 2 ** (facts.attempts - 1))
  const due = new Date(facts.now.getTime() + Math.max(backoffSeconds, facts.retryAfterSeconds ?? 0) * 1_000)
  return facts.expiresAt !== null && due >= facts.expiresAt ? undefined : due
}

export interface Doubt {
  readonly class: NoticeClass
  /** How often the outcome was unknown, this time included. */
  readonly doubts: number
  readonly firstAttemptAt: Date
  readonly lastAttemptAt: Date
  readonly now: Date
  readonly sameProvider: boolean
  /** The provider recognises a repetition by its key. */
  readonly repeatable: boolean
}
/**
 * What becomes of a mail whose outcome is unknown. Where the provider recognises repetitions it is asked again; where
 * it does not, a second copy with the same Message-ID is worth it for a code or a receipt, and never for marketing.
 * Another provider is never tried.
 */
export function reconcile(doubt: Doubt): 'again' | 'wait' | 'stay' {
  if (!doubt.sameProvider) return 'stay'
  const rested = doubt.now.getTime() - doubt.lastAttemptAt.getTime() >= doubtRestMs
  if (doubt.repeatable) {
    if (doubt.now.getTime() - doubt.firstAttemptAt.getTime() >= repeatableForMs) return 'stay'
    return rested ? 'again' : 'wait'
  }
  if (doubt.class === 'marketing' || doubt.class === 'engagement' || doubt.doubts > 1) return 'stay'
  return rested ? 'again' : 'wait'
}

/**
 * Whether a refusal at the wire says that the mailbox does not exist: 5.1.1–5.1.3, 5.1.6, 5.1.10 (no mail host) and
 * 5.2.1 (disabled), or a bare 550, 551 or 553 to the recipient. Policy and content (5.6, 5.7) say nothing about it.
 */
export function isDeadMailbox(reason: string): boolean {
  const [, code = '', detail] = /^envelope: (5\d\d)(?: (5\.\d{1,3}\.\d{1,3}))?$/.exec(reason) ?? []
  if (detail !== undefined) return /^5\.(1\.([1236]|10)|2\.1)$/.test(detail)
  return code === '550' || code === '551' || code === '553'
}
