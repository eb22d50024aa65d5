import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import type { ApiDeps } from '../../../deps.ts'
import type { EdgeEnv } from '../../../http/edge-env.ts'
import { serve } from '../../../http/routes.ts'
import { exposeVerb, type VendorRoute } from './expose.ts'
import { refusalsOf } from './responses.ts'

const Status = z.object({
  status: z.literal('ok'),
  time: z.iso.datetime().meta({ description: 'Clock of the server, UTC' }),
  version: z.string(),
})

// OpenAPI 3.1 takes an SPDX identifier; the library's type of it is the one of 3.0.
const license = { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' }

/** The versioned REST API for partners, described by its own OpenAPI 3.1 document. */
export function mountVendorV1(app: Hono<EdgeEnv>, deps: ApiDeps, routes: readonly VendorRoute[]): void {
  const v1 = new OpenAPIHono<EdgeEnv>()
  if (routes.some(({ verb }) => verb.permission !== 'public'))
    v1.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key of a vendor',
    })
  v1.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/status',
    operationId: 'status',
    summary: 'Says that the API answers, and what time it takes it to be.',
    tags: ['Status'],
    security: [],
    responses: {
      200: {
        description: 'It does',
        content: { 'application/json': { schema: Status, example: { status: 'ok', time: '2026-11-23T04:30:00.000Z', version: '0.1.0' } } },
      },
      ...refusalsOf(['request.too-many']),
    },
  })
  serve(v1, '/v1/status', {
    GET: (c) => c.json({ status: 'ok', time: deps.runtime.clock.now().toISOString(), version: deps.ops?.version ?? 'unknown' }),
  })
  for (const route of routes) exposeVerb(v1, deps, route)

  let document: string | undefined
  serve(v1, '/v1/openapi.json', {
    GET: (c) => {
      document ??= JSON.stringify(
        v1.getOpenAPI31Document({
          openapi: '3.1.0',
          info: {
            title: 'MAS vendor API',
            version: '1',
            description: 'REST for partners. Errors are problem details (RFC 9457).',
            license,
          },
          servers: [{ url: deps.publicUrl }],
        }),
      )
      return c.body(document, 200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
    },
  })
  app.route('/', v1)
}
