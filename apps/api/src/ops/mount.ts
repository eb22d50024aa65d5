import { outboxLagMs } from '@mas/db/events'
import { auditHealth } from '@mas/domain/audit'
import { fail } from '@mas/kernel'
import { readiness } from '@mas/wiring'
import type { Hono } from 'hono'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { serve } from '../http/routes.ts'
import { isOperator } from './operator.ts'

/** What machines ask about this process. */
export function mountOps(app: Hono<EdgeEnv>, deps: ApiDeps): void {
  const { runtime, ops, live } = deps
  const check = readiness(runtime, ops)

  serve(app, '/healthz', { GET: (c) => c.json({ status: 'alive' }) })

  serve(app, '/readyz', {
    GET: async (c) => {
      const state = await check()
      const detail = c.req.query('detail') === '1' && isOperator(c, ops?.token) ? await details(state.checks.database === 'ok') : {}
      return c.json({ ...state, ...detail }, state.status === 'ready' ? 200 : 503)
    },
  })

  serve(app, '/metrics', {
    GET: async (c) => {
      if (!isOperator(c, ops?.token)) throw fail('request.not-found')
      return c.body(await runtime.metrics.registry.metrics(), 200, { 'content-type': runtime.metrics.registry.contentType })
    },
  })

  async function details(databaseIsUp: boolean) {
    return {
      version: ops?.version ?? 'unknown',
      providers: ops?.providers ?? [],
      watchers: live?.watchers ?? 0,
      ...(databaseIsUp && {
        outboxLagMs: await outboxLagMs(runtime.driver.db, runtime.clock.now()),
        // Red for operators only: a broken audit chain is no reason to take the product off the balancer.
        audit: await auditHealth({ db: runtime.driver.db, clock: runtime.clock }),
      }),
    }
  }
}
