import { transformer } from '@mas/contracts/client'
import { kindTable, type AppError } from '@mas/kernel'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Context } from 'hono'
import { createHash } from 'node:crypto'
import type { ApiDeps } from '../deps.ts'
import { callerOf } from '../http/caller.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { edgeError, httpStatusOf, logFault, retryAfterOf } from '../http/edge-error.ts'
import { callVerb } from './expose.ts'
import { errorData } from './init.ts'
import type { PlainCall, PlainRequest } from './plain-calls.ts'

interface Answered {
  readonly status: number
  readonly text: string
  readonly retryAfter?: number | undefined
}

/** Calls the verbs, side by side and with one look at who is calling, and answers in tRPC's wire format. */
export async function answerPlainly(c: Context<EdgeEnv>, deps: ApiDeps, { isBatch, calls }: PlainRequest): Promise<Response> {
  const requestId = c.get('requestId')
  const { headers } = c.req.raw
  // Only flows call the outside world for long enough to care that the caller has left.
  const signal = calls.some(({ verb }) => verb.kind === 'flow') ? c.req.raw.signal : undefined
  const caller = callerOf(deps, { requestId, headers, client: c.get('client'), ...(signal && { signal }) }, (actor) =>
    c.set('actor', actor),
  )
  const answerOne = async ({ path, verb, input }: PlainCall): Promise<Answered> => {
    try {
      return { status: 200, text: `{"result":{"data":${JSON.stringify(transformer.serialize(await callVerb(verb, caller, input)))}}}` }
    } catch (thrown) {
      const error = edgeError(thrown)
      logFault(deps.runtime.log, error, { requestId, path: `/trpc/${path}` })
      return { status: httpStatusOf(error), text: errorText(error, requestId, path), retryAfter: retryAfterOf(error) }
    }
  }
  const [first, ...more] = calls
  const answers = first !== undefined && more.length === 0 ? [await answerOne(first)] : await Promise.all(calls.map(answerOne))

  const statuses = new Set(answers.map(({ status }) => status))
  const status = statuses.size === 1 ? (answers[0]?.status ?? 200) : 207
  // The one answer that every client asks for again and again, and that nobody's session can make another's.
  if (!isBatch && status === 200 && first?.verb.verb === 'settings.get-my-flags') return revalidated(c, answers[0]?.text ?? '')
  const waits = answers.flatMap(({ retryAfter }) => retryAfter ?? [])
  const body = answers.map(({ text }) => text).join(',')
  return respond(isBatch ? `[${body}]` : body, status, waits.length > 0 ? Math.max(...waits) : undefined)
}

/** An error of the whole request: clients read it as the answer of each call they sent. */
export function trpcError(c: Context<EdgeEnv>, error: AppError): Response {
  return respond(errorText(error, c.get('requestId'), null), httpStatusOf(error), retryAfterOf(error))
}

function errorText(error: AppError, requestId: string, path: string | null): string {
  const shape = {
    message: error.message,
    code: TRPC_ERROR_CODES_BY_KEY[kindTable[error.kind].trpc],
    data: errorData(error, requestId, path),
  }
  return `{"error":${JSON.stringify(transformer.serialize(shape))}}`
}

/** May be kept by the client, who asks each time whether it still holds; 304 where it does. */
function revalidated(c: Context<EdgeEnv>, body: string): Response {
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`
  const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization, x-platform, x-device-id, accept' }
  const held = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (held.includes(etag) || held.includes('*')) return new Response(null, { status: 304, headers })
  return new Response(body, { status: 200, headers: { ...headers, 'content-type': 'application/json' } })
}

function respond(body: string, status: number, retryAfter: number | undefined): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json', vary: 'trpc-accept, accept' }
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  return new Response(body, { status, headers })
}
