import { fail } from '@mas/kernel'
import type { Context, MiddlewareHandler } from 'hono'
import type { ApiDeps } from '../deps.ts'
import { jsonLimits, limitedBody } from './body-limit.ts'
import { clientAddress } from './client-address.ts'
import { corsPolicy } from './cors.ts'
import { peerOf, type EdgeEnv } from './edge-env.ts'
import { requestIdOf } from './request-id.ts'
import { routeLabel } from './route-label.ts'
import { securityHeaders } from './security-headers.ts'

/** Uploads are limited by what their ticket says; webhooks count what they refuse. */
const ownLimit = ['/files/', '/webhooks/']

/**
 * The one middleware around everything: request id, caller's address, CORS, body limit, security headers, access
 * line, metrics. One instead of seven, because each layer costs every request a promise and a header copy.
 */
export function edge(deps: ApiDeps, onError: (thrown: unknown, c: Context<EdgeEnv>) => Response): MiddlewareHandler<EdgeEnv> {
  const { log, metrics } = deps.runtime
  const cors = corsPolicy(deps.publicUrl, deps.corsOrigins)
  const secure = securityHeaders(deps.publicUrl)
  const limits = deps.bodyLimits ?? jsonLimits

  return async (c, next) => {
    const startedMs = performance.now()
    const request = c.req.raw
    const requestId = requestIdOf(request.headers.get('x-request-id'))
    const ip = clientAddress(peerOf(c.env), request.headers.get('x-forwarded-for'), deps.trustedProxies)
    c.set('requestId', requestId)
    const deviceId = deviceIdOf(request.headers.get('x-device-id'))
    c.set('client', { ip, userAgent: (request.headers.get('user-agent') ?? '').slice(0, 300), ...(deviceId && { deviceId }) })
    const preflight = cors.preflight(request)
    if (preflight !== undefined) c.res = preflight
    else {
      try {
        // Without a host it can read, the runtime hands on half an address, and routing would take another path for the asked one.
        if (!URL.canParse(request.url) || request.headers.get('host')?.includes(',') === true)
          throw fail('request.invalid', { issues: [{ path: ['host'], message: 'is no host name' }] })
        if (!cors.admits(request)) throw fail('request.forbidden', { rule: 'this origin may not use cookies here' })
        if (!ownLimit.some((prefix) => c.req.path.startsWith(prefix))) c.req.raw = await limitedBody(request, limits)
        await next()
      } catch (thrown) {
        c.res = onError(thrown, c)
      }
    }
    const { headers, status } = c.res
    headers.set('x-request-id', requestId)
    // What is still to come of a body that was given up must not be read as the next request.
    if (status === 408) headers.set('connection', 'close')
    secure(headers)
    cors.decorate(request, headers)

    const elapsedMs = performance.now() - startedMs
    const route = routeLabel(c.req.path)
    metrics.httpRequests.inc({ route, status })
    metrics.httpSeconds.observe({ route }, elapsedMs / 1000)
    log.info('request', {
      requestId,
      method: request.method,
      path: shownPath(c.req.path),
      status,
      ms: Math.round(elapsedMs * 10) / 10,
      ip,
      actor: c.get('actor'),
    })
  }
}

/** Apps make one up at their first start; whatever does not look like one is nobody's. */
function deviceIdOf(header: string | null): string | undefined {
  return header !== null && /^[\w-]{8,64}$/.test(header) ? header : undefined
}

/** Deeper parts of a path can be secrets (signed links, unguessable webhook paths) and stay out of the log. */
function shownPath(path: string): string {
  const [, first = '', second] = path.split('/', 3)
  return second === undefined || linksInMails.has(first) ? `/${first}`.slice(0, 200) : `/${first}/${second}`.slice(0, 200)
}
/** Here the very next part is a token. */
const linksInMails: ReadonlySet<string> = new Set(['u', 'preferences'])
