import { finishGoogle } from '@mas/domain/identity'
import { fail, toAppError } from '@mas/kernel'
import { Hono, type Context } from 'hono'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { visitorCtx } from './auth-ctx.ts'
import { cookieMode } from './cookie-mode.ts'
import { credentialsOf } from './cookies.ts'

/** What sign-in serves outside tRPC: public keys, the way back from Google, and cookie mode. Errors go up to the app. */
export function authRoutes(deps: ApiDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  const keys = async (c: Context<EdgeEnv>) => {
    c.header('cache-control', 'public, max-age=300')
    return c.json(await deps.runtime.infra.auth.publicKeys(visitorCtx(deps, c).clock.now()))
  }
  app.get('/.well-known/jwks.json', keys)
  app.get('/api/auth/jwks', keys)
  // The auth library has a router of its own; no path of it is reachable.
  app.all('/api/auth/*', () => {
    throw fail('request.not-found')
  })
  app.get('/auth/google/callback', async (c) => {
    c.header('cache-control', 'no-store')
    c.header('referrer-policy', 'no-referrer')
    return c.redirect(await wayBack(deps, c), 303)
  })
  app.route('/', cookieMode(deps))
  return app
}

/** Refusals go back to the page that began, as a code in the fragment, once it is known which page that was. */
async function wayBack(deps: ApiDeps, c: Context<EdgeEnv>): Promise<string> {
  const code = c.req.query('code')
  const { deviceProof } = credentialsOf(c)
  try {
    const { redirectTo } = await finishGoogle(visitorCtx(deps, c), {
      state: c.req.query('state') ?? '',
      ...(code !== undefined && { code }),
      ...(deviceProof !== undefined && { deviceProof }),
    })
    return redirectTo
  } catch (thrown) {
    const error = toAppError(thrown)
    const { returnTo, reason } = error.details
    if (typeof returnTo !== 'string') throw error
    return `${returnTo}#${new URLSearchParams({ error: error.code, ...(typeof reason === 'string' && { reason }) }).toString()}`
  }
}
