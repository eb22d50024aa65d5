import type { Actor, Ctx, SlotReport } from '@mas/kernel'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import type { Runtime } from '@mas/platform'
import type { BodyLimits } from './http/body-limit.ts'
import type { LiveHub } from './realtime/live-hub.ts'

/** Facts of one HTTP request that authentication may use. */
export interface RequestFacts {
  readonly headers: Headers
  readonly ip: string
  readonly requestId: string
  /** A socket ticket, which speaks for its session once. */
  readonly ticket?: string
  /** The session of a stream that began with such a ticket: the ticket is used up, and the session may have ended since. */
  readonly sessionId?: string
}

/** Everything the app stands on, made by a composition root or a test. */
export interface ApiDeps {
  readonly runtime: Runtime
  readonly publicUrl: string
  /** Web origins that may call from a browser, besides our own. */
  readonly corsOrigins: readonly string[]
  /** Proxies of ours in front; the caller's address is read that many places from the right. */
  readonly trustedProxies: number
  /** How large and how slow a body may be; absent: 1 MiB within 15 s. */
  readonly bodyLimits?: BodyLimits
  /** Who is calling. Throws where credentials are presented and wrong; nobody presented is anonymous. */
  readonly resolveActor: (ctx: Ctx, facts: RequestFacts) => Promise<Actor>
  /** Without one, live queries answer `request.unavailable`. */
  readonly live?: LiveHub
  /** Verifiers of the third parties that send us webhooks; their paths answer 404 without one. */
  readonly webhooks?: readonly InboundWebhook[]
  /** Without these, readiness only asks the database. */
  readonly ops?: OpsDeps
}

export interface OpsDeps {
  readonly databaseUrl: string
  readonly version: string
  readonly providers: readonly SlotReport[]
  /** Queues this release enqueues into. */
  readonly queues: readonly string[]
  /** Opens metrics and details to callers that are not on this machine. */
  readonly token?: string
  /** True once the process was asked to stop: balancers must send nobody any more. */
  readonly draining: () => boolean
}
