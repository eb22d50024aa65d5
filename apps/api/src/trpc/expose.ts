import { kindTable, toAppError, type Ctx, type VerbMeta } from '@mas/kernel'
import { TRPCError } from '@trpc/server'
import { procedure } from './init.ts'

interface Callable extends VerbMeta {
  (ctx: Ctx, input: never): Promise<unknown>
}

/**
 * Turns verbs into procedures, nothing else: the verb itself authorizes, parses and answers, so a call over tRPC is
 * the call that REST, jobs and tests make.
 */
export function query(verb: Callable) {
  return procedure.meta(verb).input(passThrough).query(({ ctx, input }) => call(verb, ctx.ctx, input))
}
export function mutation(verb: Callable) {
  return procedure.meta(verb).input(passThrough).mutation(({ ctx, input }) => call(verb, ctx.ctx, input))
}

/** The verb parses its own input; a client that sends none means an empty object. */
function passThrough(raw: unknown): unknown {
  return raw ?? {}
}

async function call(verb: Callable, resolveCtx: () => Promise<Ctx>, input: unknown): Promise<unknown> {
  try {
    return await verb(await resolveCtx(), unparsed(input))
  } catch (thrown) {
    const error = toAppError(thrown)
    throw new TRPCError({ code: kindTable[error.kind].trpc, message: error.message, cause: error })
  }
}

/** Verbs take unknown input at run time and parse it first; `never` only says that no edge may assume its type. */
function unparsed(input: unknown): never {
  return input as never
}
