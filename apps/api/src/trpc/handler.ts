import { transformer } from '@mas/contracts/client'
import { fail, kindTable, type AppError } from '@mas/kernel'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { AnyRouter } from '@trpc/server'
import type { Context } from 'hono'
import type { ApiDeps } from '../deps.ts'
import { callerOf } from '../http/caller.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { httpStatusOf, logFault, retryAfterOf } from '../http/edge-error.ts'
import { appErrorOf, errorData, type TrpcContext } from './init.ts'
import { streamHeaders } from './stream-headers.ts'

/** Calls that one HTTP request may carry; the client of `@mas/contracts` splits larger batches by itself. */
export const maxBatch = 20

/** Serves every verb under /trpc. */
export function trpcHandler(deps: ApiDeps, router: AnyRouter) {
  return async (c: Context<EdgeEnv>): Promise<Response> => {
    const request = c.req.raw
    const refused = refusalOf(c)
    if (refused !== undefined) return trpcError(c, refused)
    const requestId = c.get('requestId')
    let unread: AppError | undefined
    const answer = await fetchRequestHandler({
      endpoint: '/trpc',
      req: request,
      router,
      maxBatchSize: maxBatch,
      createContext: ({ info }): TrpcContext => {
        const headers = info.type === 'subscription' ? streamHeaders(request.headers, info.connectionParams) : request.headers
        const caller = callerOf(deps, { requestId, headers, client: c.get('client'), signal: request.signal }, (actor) => c.set('actor', actor))
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
}

/** What tRPC would do although it must not: forms (a foreign page can send those with cookies) and endless batches. */
function refusalOf(c: Context<EdgeEnv>): AppError | undefined {
  const { method, path } = c.req
  if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') return fail('request.method-not-allowed', { allow: ['GET', 'POST'] })
  const type = c.req.header('content-type')
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(type ?? '')) return fail('request.unsupported-media-type', { accepts: 'application/json' })
  const calls = decodedCommas(path)
  return calls > maxBatch ? fail('request.batch-too-large', { max: maxBatch, calls }) : undefined
}

function decodedCommas(path: string): number {
  return path.split(/,|%2c/i).length
}

/** An error of the whole request, in tRPC's envelope: clients read it as the answer of each call they sent. */
export function trpcError(c: Context<EdgeEnv>, error: AppError): Response {
  const status = httpStatusOf(error)
  const shape = { message: error.message, code: TRPC_ERROR_CODES_BY_KEY[kindTable[error.kind].trpc], data: errorData(error, c.get('requestId'), null) }
  const headers = new Headers({ 'content-type': 'application/json' })
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return new Response(JSON.stringify({ error: transformer.serialize(shape) }), { status, headers })
}
