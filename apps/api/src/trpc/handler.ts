import { fail, type AppError } from '@mas/kernel'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { AnyRouter } from '@trpc/server'
import type { Context } from 'hono'
import type { ApiDeps } from '../deps.ts'
import { callerOf } from '../http/caller.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { logFault, retryAfterOf } from '../http/edge-error.ts'
import { answerPlainly, trpcError } from './answer.ts'
import { appErrorOf, type TrpcContext } from './init.ts'
import { readPlainCalls, verbTable } from './plain-calls.ts'
import { streamFacts } from './stream-headers.ts'

/** Calls that one HTTP request may carry; the client of `@mas/contracts` splits larger batches by itself. */
export const maxBatch = 20

/**
 * Serves every verb under /trpc. Well-formed calls of verbs, which are nearly all, are answered here in tRPC's wire
 * format; tRPC's own handler, which costs as much as the rest of such a request together, does everything else.
 */
export function trpcHandler(deps: ApiDeps, router: AnyRouter) {
  const verbs = verbTable(router)
  return async (c: Context<EdgeEnv>): Promise<Response> => {
    const refused = refusalOf(c)
    if (refused !== undefined) return trpcError(c, refused)
    const request = c.req.raw
    const body = request.method === 'POST' ? await request.text() : undefined
    const plain = wantsStream(request.headers) ? undefined : readPlainCalls(verbs, request.method, request.url, body)
    if (plain !== undefined) return answerPlainly(c, deps, plain)
    return throughTrpc(
      c,
      deps,
      router,
      body === undefined ? request : new Request(request.url, { method: 'POST', headers: request.headers, body, signal: request.signal }),
    )
  }
}

function wantsStream(headers: Headers): boolean {
  return headers.has('trpc-accept') || (headers.get('accept')?.includes('application/jsonl') ?? false)
}

async function throughTrpc(c: Context<EdgeEnv>, deps: ApiDeps, router: AnyRouter, request: Request): Promise<Response> {
  const requestId = c.get('requestId')
  let unread: AppError | undefined
  const answer = await fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router,
    maxBatchSize: maxBatch,
    createContext: ({ info }): TrpcContext => {
      const facts = info.type === 'subscription' ? streamFacts(request.headers, info.connectionParams) : { headers: request.headers }
      const caller = callerOf(deps, { requestId, ...facts, client: c.get('client'), signal: request.signal }, (actor) =>
        c.set('actor', actor),
      )
      return { requestId, caller, live: deps.live }
    },
    responseMeta: ({ errors }) => {
      const waits = errors.flatMap((error) => retryAfterOf(appErrorOf(error)) ?? [])
      return waits.length > 0 ? { headers: new Headers({ 'retry-after': String(Math.max(...waits)) }) } : {}
    },
    onError: ({ error, path, ctx }) => {
      const known = appErrorOf(error)
      // Without a context tRPC could not even read the request, and its own answer would lack the request id.
      if (ctx === undefined) unread = known
      logFault(deps.runtime.log, known, { requestId, path: `/trpc/${(path ?? '').slice(0, 100)}` })
    },
  })
  return unread === undefined ? answer : trpcError(c, unread)
}

/** What tRPC would do although it must not: forms (a foreign page can send those with cookies) and endless batches. */
function refusalOf(c: Context<EdgeEnv>): AppError | undefined {
  const { method, path } = c.req
  if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') return fail('request.method-not-allowed', { allow: ['GET', 'POST'] })
  const type = c.req.header('content-type')
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(type ?? ''))
    return fail('request.unsupported-media-type', { accepts: 'application/json' })
  const calls = decodedCommas(path)
  return calls > maxBatch ? fail('request.batch-too-large', { max: maxBatch, calls }) : undefined
}

function decodedCommas(path: string): number {
  return path.split(/,|%2c/i).length
}
