import { platformOf } from '@mas/contracts/core'
import { anonymous, type Ctx } from '@mas/kernel'
import type { Context } from 'hono'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'

/** A context of nobody yet, for verbs that anybody may call. */
export function visitorCtx(deps: ApiDeps, c: Context<EdgeEnv>): Ctx {
  return deps.runtime.ctx(anonymous, {
    requestId: c.get('requestId'),
    client: c.get('client'),
    platform: platformOf(c.req.header('x-platform')),
    signal: c.req.raw.signal,
  })
}

/** The caller's own context, from the access token in the header. */
export async function callerCtx(deps: ApiDeps, c: Context<EdgeEnv>): Promise<Ctx> {
  const ctx = visitorCtx(deps, c)
  return { ...ctx, actor: await deps.resolveActor(ctx, { headers: c.req.raw.headers, ip: c.get('client').ip, requestId: ctx.requestId }) }
}
