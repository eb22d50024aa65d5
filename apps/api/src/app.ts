import { fail } from '@mas/kernel'
import type { AnyRouter } from '@trpc/server'
import { Hono, type Context } from 'hono'
import { authRoutes } from './auth/auth-routes.ts'
import type { ApiDeps } from './deps.ts'
import { edge } from './http/edge.ts'
import { fileRoutes } from './files/routes.ts'
import type { EdgeEnv } from './http/edge-env.ts'
import { edgeError, logFault } from './http/edge-error.ts'
import { problem } from './http/problem.ts'
import { routeLabel } from './http/route-label.ts'
import { mailLinkRoutes } from './notifications/routes.ts'
import { mountOps } from './ops/mount.ts'
import { mountReference } from './rest/reference/mount.ts'
import type { VendorRoute } from './rest/vendor/v1/expose.ts'
import { mountVendorV1 } from './rest/vendor/v1/mount.ts'
import { vendorRoutes } from './rest/vendor/v1/routes.ts'
import { trpcError } from './trpc/answer.ts'
import { trpcHandler } from './trpc/handler.ts'
import { appRouter } from './trpc/root.gen.ts'
import { mountWebhooks } from './webhooks/mount.ts'
import { workflowRoutes } from './workflows/routes.ts'

/** What is served; tests of the edge itself serve verbs of their own. */
interface Served {
  readonly router?: AnyRouter
  readonly vendorRoutes?: readonly VendorRoute[]
}

/** The whole HTTP surface. Opens nothing by itself: everything it needs is in `deps`. */
export function createApp(deps: ApiDeps, served: Served = {}): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  const refuse = (thrown: unknown, c: Context<EdgeEnv>) => {
    const error = edgeError(thrown)
    logFault(deps.runtime.log, error, { requestId: c.get('requestId'), path: routeLabel(c.req.path) })
    // A refusal before tRPC saw the call (too large, foreign origin) is still worded the way tRPC clients read.
    return c.req.path.startsWith('/trpc') ? trpcError(c, error) : problem(c, error)
  }
  app.onError(refuse)
  app.notFound((c) => problem(c, fail('request.not-found')))

  app.use(edge(deps, refuse))
  app.all('/trpc/*', trpcHandler(deps, served.router ?? appRouter))
  app.route('/', authRoutes(deps))
  app.route('/', fileRoutes(deps))
  app.route('/', mailLinkRoutes(deps))
  app.route('/', workflowRoutes(deps))
  mountOps(app, deps)
  mountVendorV1(app, deps, served.vendorRoutes ?? vendorRoutes)
  mountReference(app, deps)
  mountWebhooks(app, deps)
  return app
}
