import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import { fail, type Ctx, type VerbMeta } from '@mas/kernel'
import type { Context } from 'hono'
import type { ApiDeps } from '../../../deps.ts'
import { callerOf } from '../../../http/caller.ts'
import type { EdgeEnv } from '../../../http/edge-env.ts'
import { serve } from '../../../http/routes.ts'
import { documentedInput } from './documented-input.ts'
import { responsesOf } from './responses.ts'

interface Callable extends VerbMeta {
  (ctx: Ctx, input: never): Promise<unknown>
}

/** One address of the vendor API: which verb it calls and how its input is put together. */
export interface VendorRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** OpenAPI style, below /v1: `/leads/{id}`. */
  readonly path: `/${string}`
  readonly verb: Callable
  readonly tag: string
  /** Status of success. */
  readonly status?: 200 | 201 | 202
  /** Shown in the document; a test calls it and holds the answer against what is shown. */
  readonly example: { readonly input: Readonly<Record<string, unknown>>; readonly output: Readonly<Record<string, unknown>> }
}

/**
 * Maps one address to one verb. The verb authorizes, parses and answers as everywhere else; the address only says
 * where input comes from: path parameters, then the query (GET, DELETE) or the JSON body.
 */
export function exposeVerb(app: OpenAPIHono<EdgeEnv>, deps: ApiDeps, route: VendorRoute): void {
  const { method, path, verb, tag, status = 200, example } = route
  const hasBody = method !== 'get' && method !== 'delete'
  const config: RouteConfig = {
    method,
    path: `/v1${path}`,
    operationId: verb.verb,
    summary: verb.summary,
    tags: [tag],
    security: verb.permission === 'public' ? [] : [{ apiKey: [] }],
    ...documentedInput(verb, { path, hasBody, example: example.input }),
    responses: responsesOf(verb, status, example.output),
  }
  app.openAPIRegistry.registerPath(config)

  serve(app, `/v1${path.replace(/\{(\w+)\}/g, ':$1')}`, {
    [method.toUpperCase()]: async (c: Context<EdgeEnv>) => {
      const { raw } = c.req
      const caller = callerOf(
        deps,
        { requestId: c.get('requestId'), headers: raw.headers, client: c.get('client'), signal: raw.signal },
        (actor) => c.set('actor', actor),
      )
      const given = hasBody ? await jsonBody(c) : c.req.query()
      const input = { ...given, ...c.req.param() }
      return c.json(Object(await verb(await caller.ctxFor(verb), unparsed(input))), status)
    },
  })
}

async function jsonBody(c: Context<EdgeEnv>): Promise<object> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw fail('request.unsupported-media-type', { accepts: 'application/json' })
  const body: unknown = await c.req.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw fail('request.invalid', { issues: [{ path: [], message: 'the body is not a JSON object' }] })
  return body
}

/** Verbs take unknown input at run time and parse it first; `never` only says that no edge may assume its type. */
function unparsed(input: unknown): never {
  return input as never
}
