import type { Ctx, VerbMeta } from '@mas/kernel'
import { kindTable, toAppError } from '@mas/kernel'
import { initTRPC, type TRPCError } from '@trpc/server'
import { fail } from '@mas/kernel'
import { transformer } from '@mas/contracts/client'

export interface TrpcContext {
  /** Resolves who is calling, once per request, when the first procedure needs it. */
  readonly ctx: () => Promise<Ctx>
  readonly requestId: string
}

const t = initTRPC
  .context<TrpcContext>()
  .meta<VerbMeta>()
  .create({
    transformer,
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => {
      const { code, details, message, kind } = appErrorOf(error)
      return {
        message,
        code: shape.code,
        data: { code, kind, details, httpStatus: kindTable[kind].http, requestId: ctx?.requestId ?? null, path: shape.data.path ?? null },
      }
    },
  })

export const router = t.router
export const procedure = t.procedure

/** What a tRPC error means in our words. Errors of tRPC itself (bad JSON, unknown path, wrong method) have no cause of ours. */
export function appErrorOf(error: TRPCError) {
  if (error.code === 'INTERNAL_SERVER_ERROR' || error.cause?.name === 'AppError') return toAppError(error.cause ?? error)
  switch (error.code) {
    case 'NOT_FOUND':
      return fail('request.not-found')
    case 'METHOD_NOT_SUPPORTED':
      return fail('request.method-not-allowed')
    case 'PAYLOAD_TOO_LARGE':
      return fail('request.too-large')
    default:
      return fail('request.invalid', { issues: [{ path: [], message: 'the request is not a tRPC call' }] }, error)
  }
}
