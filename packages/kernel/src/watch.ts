import type { z } from 'zod'
import type { Ctx } from './context.ts'
import { permit } from './permit.ts'
import { parseInput, type VerbMeta, type VerbName } from './verb.ts'
import type { ErrorCode, Permission } from '@mas/contracts/catalogue'

/** Something one can keep watching: `read` is asked at once and after every change of `topic`. */
export interface Watch<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends VerbMeta {
  readonly kind: 'watch'
  readonly input: I
  readonly output: O
  /** Authorizes and answers what to listen to and how to read it. */
  open(ctx: Ctx, raw: z.input<I>): Promise<{ topic: string; read: () => Promise<z.output<O>> }>
}

/**
 * Declares a live query. Changes come from `notify(t, topic)`; a watcher that reconnects reads the present state
 * first, so nothing is missed.
 */
export function watch<I extends z.ZodType, O extends z.ZodType>(def: {
  readonly verb: VerbName
  readonly summary: string
  readonly permission: Permission | 'public'
  readonly input: I
  readonly output: O
  readonly refuses?: readonly ErrorCode[]
  readonly topic: (ctx: Ctx, input: z.output<I>) => string
  readonly read: (ctx: Ctx, input: z.output<I>) => Promise<z.input<O>>
}): Watch<I, O> {
  const { verb, summary, permission, input, output } = def
  const meta: VerbMeta = { verb, summary, permission, input, output, kind: 'watch', refuses: def.refuses ?? [], rate: 'read', fresh: false }
  const open = async (ctx: Ctx, raw: z.input<I>) => {
    const grant = await permit(ctx, meta)
    const parsed = parseInput(input, raw)
    await ctx.infra.audit?.used(ctx, meta)
    const granted = { ...ctx, grant }
    return { topic: def.topic(granted, parsed), read: async () => output.parse(await def.read(granted, parsed)) }
  }
  return { ...meta, kind: 'watch', input, output, open }
}
