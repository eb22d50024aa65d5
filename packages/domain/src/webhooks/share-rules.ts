import type { EndpointRow } from '@mas/db/webhooks'

/** What of an endpoint tells how much of a process it may hold. */
export type Standing = Pick<EndpointRow, 'id' | 'allowed_in_flight' | 'transport_failures_in_a_row'>

/** Slow sends of one process that are nobody's business. */
export const slowAtEase = 100
/** Beyond these, what is slow gets nothing until some of it ended. */
export const slowAtMost = 200

/**
 * How many sends at a time an endpoint may have. One that is slow, or whose last send brought no answer, may use its own
 * slots while few others are slow; among many of them it gets one, and none where they would fill the process. What is
 * put off is due and goes when a send of its endpoint ends, or with the minute's sweep.
 */
export function shareOf(now: { allowed: number; isSlow: boolean; waiting: number }): number {
  if (!now.isSlow || now.waiting < slowAtEase) return now.allowed
  return now.waiting < slowAtMost ? 1 : 0
}
