import { renderRun } from '@mas/domain/workflows'
import { fail } from '@mas/kernel'
import { Hono } from 'hono'
import { z } from 'zod'
import type { ApiDeps } from '../deps.ts'
import { callerOf } from '../http/caller.ts'
import type { EdgeEnv } from '../http/edge-env.ts'

/** The picture of a run as a page of its own, for whoever may see the run. */
export function workflowRoutes(deps: ApiDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  app.get('/workflows/runs/:file', async (c) => {
    const runId = z.uuid().safeParse(/^(.+)\.svg$/.exec(c.req.param('file'))?.[1])
    if (!runId.success) throw fail('request.not-found')
    const facts = { requestId: c.get('requestId'), headers: c.req.raw.headers, client: c.get('client') }
    const caller = callerOf(deps, facts, (actor) => c.set('actor', actor))
    const { svg } = await renderRun(await caller.ctxFor(renderRun), { runId: runId.data })
    return c.body(svg, 200, { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'private, no-store' })
  })
  return app
}
