import { transformer } from '@mas/contracts/client'
import { fail, type AppError, type VerbMeta } from '@mas/kernel'
import { initTRPC, type TRPCError } from '@trpc/server'
import type { Caller } from '../http/caller.ts'
import { edgeError, httpStatusOf } from '../http/edge-error.ts'
import type { LiveHub } from '../realtime/live-hub.ts'

export interface TrpcContext {
  readonly requestId: string
  readonly caller: Caller
  readonly live: LiveHub | undefined
}

/** Streams are pinged well within the time after which proxies and Bun take a silent connection for dead. */
const pingMs = 5_000

const t = initTRPC
  .context<TrpcContext>()
  .meta<VerbMeta>()
  .create({
    transformer,
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: pingMs }, client: { reconnectAfterInactivityMs: 3 * pingMs } },
    errorFormatter: ({ shape, error, ctx }) => ({
      message: appErrorOf(error).message,
      code: shape.code,
      data: errorData(appErrorOf(error), ctx?.requestId ?? null, shape.data.path ?? null),
    }),
  })

export const router = t.router
export const procedure = t.procedure

/** The documented part of every tRPC error. */
export function errorData(error: AppError, requestId: string | null, path: string | null) {
  const { code, kind, details } = error
  return { code, kind, details, httpStatus: httpStatusOf(error), requestId, path }
}

/** What a tRPC error means in our words. Errors of tRPC itself (bad JSON, unknown path, wrong method) have no cause of ours. */
export function appErrorOf(error: TRPCError): AppError {
  if (error.code === 'INTERNAL_SERVER_ERROR' || error.cause?.name === 'AppError') return edgeError(error.cause ?? error)
  switch (error.code) {
    case 'NOT_FOUND':
      return fail('request.not-found')
    case 'METHOD_NOT_SUPPORTED':
      return fail('request.method-not-allowed')
    case 'PAYLOAD_TOO_LARGE':
      return fail('request.too-large')
    case 'UNSUPPORTED_MEDIA_TYPE':
      return fail('request.unsupported-media-type', { accepts: 'application/json' })
    default:
      return fail('request.invalid', { issues: [{ path: [], message: 'the request is not a tRPC call' }] }, error)
  }
}
