import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import type { EdgeEnv } from '../http/edge-env.ts'
import { serve } from '../http/routes.ts'

const read = (name: string) => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')
const files = [
  { path: '/ops', type: 'text/html', text: read('ops.html') },
  { path: '/ops/ops.js', type: 'text/javascript', text: read('ops.js') },
  { path: '/ops/ops.css', type: 'text/css', text: read('ops.css') },
]

/**
 * The operators' page: three files, served as they are written. It knows nothing by itself; what it shows comes from the
 * verbs of `admin`, which ask for an administrator and a fresh sign-in.
 */
export function mountOpsPage(app: Hono<EdgeEnv>): void {
  for (const { path, type, text } of files)
    serve(app, path, {
      GET: (c) =>
        c.body(text, 200, {
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy':
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        }),
    })
}
