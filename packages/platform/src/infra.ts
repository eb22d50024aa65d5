import type { Driver } from '@mas/db'
import { rows, sql, transactor } from '@mas/db'
import { insertConsumed, insertEvents } from '@mas/db/events'
import { claimKey, storeAnswer } from '@mas/db/requests'
import {
  dispatchEvents,
  enqueueRow,
  toAppError,
  type AuditSeam,
  type Auth,
  type Clock,
  type Infra,
  type KeyRing,
  type SettingsSeam,
} from '@mas/kernel'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { openAnswer, sealAnswer } from './kept-answers.ts'
import type { Metrics } from './metrics.ts'
import type { RateLimiter } from './rate-limits.ts'

/** Channel of all live topics; the payload is the topic. */
export const liveChannel = 'mas_live'

interface Parts {
  readonly driver: Driver
  readonly clock: Clock
  readonly metrics: Metrics
  readonly sendJobs: Infra['sendJobs']
  readonly queueOps: Infra['queueOps']
  readonly rates: RateLimiter
  readonly keys: KeyRing
  readonly auth: Auth
  readonly audit: AuditSeam | undefined
  readonly settings: SettingsSeam | undefined
  /** Transactions at once; below the pool's size, so that reads outside transactions always find a connection. */
  readonly transactions: number
  /** How long a transaction waits for its turn before the caller is told to come back. */
  readonly waitForSlotMs?: number
}

/** The kernel's plumbing over Postgres and pg-boss. */
export function createInfra(parts: Parts): Infra {
  const { clock, metrics, sendJobs } = parts
  const tracer = trace.getTracer('mas')
  return {
    keys: parts.keys,
    auth: parts.auth,
    transact: transactor(parts.driver, parts.transactions, parts.waitForSlotMs),
    ...(parts.audit && { audit: parts.audit }),
    ...(parts.settings && { settings: parts.settings }),
    sendJobs,
    queueOps: parts.queueOps,
    appendEvents: async (tx, events) => {
      await insertEvents(tx, events)
      await sendJobs(tx, dispatchEvents.name, [enqueueRow(clock, { eventIds: events.map((event) => event.id) })], dispatchEvents.options)
    },
    consume: (tx, eventId, subscriber) => insertConsumed(tx, eventId, subscriber, clock.now()),
    claimRequest: async (tx, claim) => {
      const claimed = await claimKey(tx, claim, clock.now())
      return claimed.fresh ? claimed : { fresh: false, bodyHash: claimed.bodyHash, kept: openAnswer(parts.keys, claim, claimed.response) }
    },
    storeResponse: (tx, claim, kept) => storeAnswer(tx, claim, sealAnswer(parts.keys, claim, kept)),
    notify: async (tx, topic) => {
      await rows(tx, sql`select pg_notify(${liveChannel}, ${topic})`)
    },
    takeRate: (ctx, verb, by) => parts.rates.take(ctx, verb, by),
    countDropped: (reason, n = 1) => metrics.workflowEventsDropped.inc({ reason }, n),
    observe: (verb, ctx, work) =>
      tracer.startActiveSpan(verb.verb, { attributes: { 'mas.request_id': ctx.requestId, 'mas.actor': ctx.actor.kind } }, async (span) => {
        const done = metrics.verbSeconds.startTimer({ verb: verb.verb })
        try {
          const result = await work()
          done({ outcome: 'ok' })
          return result
        } catch (thrown) {
          const { kind, code } = toAppError(thrown)
          done({ outcome: kind })
          span.setStatus({ code: SpanStatusCode.ERROR, message: code })
          throw thrown
        } finally {
          span.end()
        }
      }),
  }
}
