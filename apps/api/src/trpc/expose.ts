import { fail, kindTable, type Ctx, type VerbMeta, type Watch } from '@mas/kernel'
import { TRPCError } from '@trpc/server'
import type { Caller } from '../http/caller.ts'
import { edgeError } from '../http/edge-error.ts'
import { follow } from '../realtime/follow.ts'
import { procedure, type TrpcContext } from './init.ts'
import { nestsDeeperThan } from './nesting.ts'

export interface Callable extends VerbMeta {
  (ctx: Ctx, input: never): Promise<unknown>
}

/**
 * Turns verbs into procedures, nothing else: the verb itself authorizes, parses and answers, so a call over tRPC is
 * the call that REST, jobs and tests make.
 */
export function query(verb: Callable) {
  return procedure
    .meta(verb)
    .input(passThrough)
    .query(({ ctx, input }) => call(verb, ctx, input))
}
export function mutation(verb: Callable) {
  return procedure
    .meta(verb)
    .input(passThrough)
    .mutation(({ ctx, input }) => call(verb, ctx, input))
}
/** A live query over server-sent events: the present state first, then again after every change. */
export function subscription(verb: Watch) {
  return procedure
    .meta(verb)
    .input(passThrough)
    .subscription(async ({ ctx, input, signal }) => {
      if (ctx.live === undefined) throw thrownAt(fail('request.unavailable'))
      const { live, caller } = ctx
      return follow({ live, verb, caller, input: unparsed(checked(input)), signal, onError: thrownAt })
    })
}

/** The verb parses its own input; a client that sends none means an empty object. */
function passThrough(raw: unknown): unknown {
  return raw ?? {}
}

async function call(verb: Callable, { caller }: TrpcContext, input: unknown): Promise<unknown> {
  try {
    return await callVerb(verb, caller, input)
  } catch (thrown) {
    throw thrownAt(thrown)
  }
}

/** The one way in which an input from outside meets a verb. */
export async function callVerb(verb: Callable, caller: Caller, input: unknown): Promise<unknown> {
  return verb(await caller.ctxFor(verb), unparsed(checked(passThrough(input))))
}

export function isCallable(meta: unknown): meta is Callable {
  return typeof meta === 'function' && 'verb' in meta && 'kind' in meta
}

/** Schemas of free JSON recurse; no honest client nests a hundred levels deep. */
function checked(input: unknown): unknown {
  if (nestsDeeperThan(100, input)) throw fail('request.invalid', { issues: [{ path: [], message: 'nests deeper than 100 levels' }] })
  return input
}

function thrownAt(thrown: unknown): TRPCError {
  const error = edgeError(thrown)
  return new TRPCError({ code: kindTable[error.kind].trpc, message: error.message, cause: error })
}

/** Verbs take unknown input at run time and parse it first; `never` only says that no edge may assume its type. */
function unparsed(input: unknown): never {
  return input as never
}
