import { fail } from '@mas/kernel'
import type { Context, Hono } from 'hono'
import type { ApiDeps } from '../../deps.ts'
import type { EdgeEnv } from '../../http/edge-env.ts'
import { serve } from '../../http/routes.ts'
import { errorsPage } from './errors-page.ts'
import { openScalar, scalarInit, scalarPage } from './scalar.ts'
import { describeVerbs } from './verbs.ts'
import { verbsPage } from './verbs-page.ts'

/** What is written for people who call the API: all of it made from the verbs, and nothing loaded from elsewhere. */
export function mountReference(app: Hono<EdgeEnv>, _deps: ApiDeps): void {
  serve(app, '/reference', { GET: (c) => html(c, scalarPage) })
  serve(app, '/reference/init.js', { GET: (c) => c.body(scalarInit, 200, { 'content-type': 'text/javascript' }) })
  serve(app, '/reference/scalar.js', {
    GET: async (c) => {
      const script = await openScalar()
      if (script === undefined) throw fail('request.not-found')
      const headers = {
        'content-type': 'text/javascript',
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=86400',
        etag: script.etag,
      }
      if (c.req.header('if-none-match') === script.etag) return new Response(null, { status: 304, headers })
      return new Response(script.gzipped, { status: 200, headers })
    },
  })
  serve(app, '/reference/verbs', { GET: (c) => html(c, verbsPage()) })
  serve(app, '/reference/verbs.json', { GET: (c) => c.json(describeVerbs()) })
  serve(app, '/reference/errors', { GET: (c) => html(c, errorsPage()) })
}

function html(c: Context<EdgeEnv>, page: string): Response {
  return c.body(page, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  })
}
