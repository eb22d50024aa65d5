import { platformOf } from '@mas/contracts/core'
import { anonymous, newId } from '@mas/kernel'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono } from 'hono'
import type { ApiDeps } from './deps.ts'
import { appRouter } from './trpc/root.gen.ts'

/** The whole HTTP surface. Opens nothing by itself: everything it needs is in `deps`. */
export function createApp(deps: ApiDeps): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ status: 'alive' }))
  app.all('/trpc/*', (c) => {
    const requestId = newId()
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: c.req.raw,
      router: appRouter,
      createContext: () => ({
        requestId,
        ctx: async () => {
          const facts = { requestId, platform: platformOf(c.req.header('x-platform')) }
          const actor = await deps.resolveActor(deps.runtime.ctx(anonymous, facts), { headers: c.req.raw.headers, ip: '127.0.0.1', requestId })
          return deps.runtime.ctx(actor, facts)
        },
      }),
    })
  })
  return app
}
