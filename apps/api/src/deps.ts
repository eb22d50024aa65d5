import type { Actor, Ctx } from '@mas/kernel'
import type { Runtime } from '@mas/platform'

/** Facts of one HTTP request that authentication may use. */
export interface RequestFacts {
  readonly headers: Headers
  readonly ip: string
  readonly requestId: string
}

/** Everything the app stands on, made by a composition root or a test. */
export interface ApiDeps {
  readonly runtime: Runtime
  readonly publicUrl: string
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: number
  /** Who is calling. Throws where credentials are presented and wrong; nobody presented is anonymous. */
  readonly resolveActor: (ctx: Ctx, facts: RequestFacts) => Promise<Actor>
}
