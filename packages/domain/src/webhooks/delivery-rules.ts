import type { DisabledReason } from '@mas/contracts/webhooks'
import type { HealthChange } from '@mas/db/webhooks'
import type { EgressAnswer } from '@mas/kernel/ports/egress'
import { createHash } from 'node:crypto'
import { retryAfterMs } from './retry-after.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Of an answer; the rest is not read. */
export const answerBytes = 65_536
/** Long enough for the time-out and the record of it. */
export const leaseMs = minuteMs
export const mostFailures = 10
/** Failures in a row at an endpoint that open its circuit. */
export const circuitAt = 10
export const probeEveryMs = minuteMs
export const keptMs = 30 * dayMs

const waits = [5 * secondMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs, 10 * hourMs, 14 * hourMs, 20 * hourMs, 24 * hourMs]

/**
 * Pause after the n-th failure (1 to 9): 5 s to 24 h, each times 0.9 to 1.1. The factor follows from message and
 * attempt, so that a computation repeated elsewhere comes to the same.
 */
export function waitMs(messageId: string, failures: number): number {
  const draw = createHash('sha256').update(`${messageId}:${failures}`).digest().readUInt32BE(0) / 2 ** 32
  return Math.round((waits[failures - 1] ?? 24 * hourMs) * (0.9 + 0.2 * draw))
}

/** What a send came to, as far as message and endpoint are concerned. */
export interface Verdict {
  readonly success: boolean
  /** No whole answer came: name, connection, time-out. */
  readonly transport: boolean
  readonly gone: boolean
  readonly throttled: boolean
  readonly status: number | null
  readonly error: string | null
  readonly retryAfterMs: number
}

export function judge(answer: EgressAnswer, now: Date): Verdict {
  if (answer.outcome !== 'ok')
    return { success: false, transport: true, gone: false, throttled: false, status: null, error: answer.reason, retryAfterMs: 0 }
  const { status, headers } = answer
  return {
    success: status >= 200 && status < 300,
    transport: false,
    gone: status === 410,
    throttled: status === 429 || (status >= 502 && status <= 504),
    status,
    error: null,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
  }
}

export interface MessageAfter {
  readonly state: 'pending' | 'delivered' | 'dead'
  readonly attempt: number
  readonly nextAt: Date | null
}

/** What becomes of a message; a failed probe uses up no attempt and leaves it due. */
export function afterSend(message: { id: string; attempt: number }, verdict: Verdict, probe: boolean, now: Date): MessageAfter {
  if (verdict.success) return { state: 'delivered', attempt: message.attempt, nextAt: null }
  const later = (ms: number) => new Date(now.getTime() + ms)
  if (probe) return { state: 'pending', attempt: message.attempt, nextAt: later(verdict.retryAfterMs) }
  const attempt = message.attempt + 1
  if (attempt >= mostFailures) return { state: 'dead', attempt: mostFailures, nextAt: null }
  return { state: 'pending', attempt, nextAt: later(Math.max(waitMs(message.id, attempt), verdict.retryAfterMs)) }
}

export interface Health extends HealthChange {
  readonly maxInFlight: number
}

/** How an endpoint stands after a send, and why it is to be disabled if it is. */
export function nextHealth(
  health: Health,
  verdict: Verdict,
  now: Date,
  failingDays: number,
): { readonly health: HealthChange; readonly disable: DisabledReason | null } {
  return verdict.success ? { health: afterSuccess(health, now), disable: null } : afterFailure(health, verdict, now, failingDays)
}

function afterSuccess(health: Health, now: Date): HealthChange {
  const raised = health.successes + 1 >= 20
  return {
    failuresInARow: 0,
    failingSince: null,
    transportFailuresInARow: 0,
    transportFailingSince: null,
    lastSuccessAt: now,
    allowedInFlight: Math.min(health.maxInFlight, health.allowedInFlight + (raised ? 1 : 0)),
    successes: raised ? 0 : health.successes + 1,
    probeAt: null,
  }
}

function afterFailure(
  health: Health,
  verdict: Verdict,
  now: Date,
  failingDays: number,
): { health: HealthChange; disable: DisabledReason | null } {
  const failuresInARow = health.failuresInARow + 1
  const failingSince = health.failingSince ?? now
  const transportFailuresInARow = verdict.transport ? health.transportFailuresInARow + 1 : 0
  const transportFailingSince = verdict.transport ? (health.transportFailingSince ?? now) : null
  const after: HealthChange = {
    failuresInARow,
    failingSince,
    transportFailuresInARow,
    transportFailingSince,
    lastSuccessAt: health.lastSuccessAt,
    allowedInFlight: verdict.throttled ? Math.max(1, Math.floor(health.allowedInFlight / 2)) : health.allowedInFlight,
    successes: verdict.throttled ? 0 : health.successes,
    probeAt: failuresInARow >= circuitAt ? new Date(now.getTime() + Math.max(probeEveryMs, verdict.retryAfterMs)) : null,
  }
  return { health: after, disable: verdict.gone ? 'gone' : lasting(after, now, failingDays) }
}

function lasting(health: HealthChange, now: Date, failingDays: number): DisabledReason | null {
  const since = (at: Date | null) => (at === null ? 0 : now.getTime() - at.getTime())
  if (health.failuresInARow >= 20 && since(health.failingSince) >= failingDays * dayMs) return 'failing'
  return health.transportFailuresInARow >= 50 && since(health.transportFailingSince) >= dayMs ? 'unreachable' : null
}

/** When an endpoint that goes on failing as it does will be disabled. */
export function disablesAt(health: Pick<Health, 'failingSince' | 'transportFailingSince'>, failingDays: number): Date | null {
  const ends = [
    health.failingSince && health.failingSince.getTime() + failingDays * dayMs,
    health.transportFailingSince && health.transportFailingSince.getTime() + dayMs,
  ]
  const soonest = Math.min(...ends.filter((end) => end !== null))
  return Number.isFinite(soonest) ? new Date(soonest) : null
}
