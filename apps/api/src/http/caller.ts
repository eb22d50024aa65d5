import { platformOf } from '@mas/contracts/core'
import { actorKey, anonymous, toAppError, type Ctx, type VerbMeta } from '@mas/kernel'
import type { ApiDeps, RequestFacts } from '../deps.ts'
import type { ClientFacts } from './edge-env.ts'
import { requestKeyOf } from './request-key.ts'

export interface CallerFacts {
  readonly requestId: string
  readonly headers: Headers
  readonly client: ClientFacts
  readonly signal?: AbortSignal
  /** Of a live query whose address could not hold an access token. */
  readonly ticket?: string
}

/** Who is calling, found out at most once per HTTP request and only when a verb asks. */
export interface Caller {
  ctxFor(verb: Pick<VerbMeta, 'permission'>): Promise<Ctx>
  /** Asks again, for streams that outlive what was true when they began. */
  again(): Promise<Ctx>
}

export function callerOf(deps: ApiDeps, facts: CallerFacts, onResolved: (actor: string) => void): Caller {
  let resolved: Promise<Ctx> | undefined
  const nobody = (): Ctx => {
    const requestKey = requestKeyOf(facts.headers.get('idempotency-key'))
    return deps.runtime.ctx(anonymous, {
      requestId: facts.requestId,
      platform: platformOf(facts.headers.get('x-platform')),
      client: facts.client,
      ...(facts.signal && { signal: facts.signal }),
      ...(requestKey !== undefined && { requestKey }),
    })
  }
  const resolve = async (by: Pick<RequestFacts, 'ticket' | 'sessionId'>): Promise<Ctx> => {
    const base = nobody()
    const actor = await deps.resolveActor(base, { headers: facts.headers, ip: facts.client.ip, requestId: facts.requestId, ...by })
    onResolved(actorKey(actor))
    return { ...base, actor }
  }
  const first = facts.ticket === undefined ? {} : { ticket: facts.ticket }
  const once = () => (resolved ??= resolve(first))
  // By the session that was proven: a ticket works once, and a token runs out long before a stream does.
  const again = async () => {
    const { actor } = await once()
    return actor.kind === 'user' ? resolve({ sessionId: actor.sessionId }) : resolve(first)
  }
  return {
    ctxFor: async (verb) => {
      if (verb.permission !== 'public') return once()
      // A public verb must work for somebody whose token ran out: it is how they sign in again.
      return once().catch((thrown: unknown) => {
        const { kind } = toAppError(thrown)
        if (kind === 'unauthenticated' || kind === 'forbidden') return nobody()
        throw thrown
      })
    },
    again,
  }
}
