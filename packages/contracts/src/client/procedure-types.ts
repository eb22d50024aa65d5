import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure, TRPCRouterRecord, TRPCSubscriptionProcedure } from '@trpc/server'
import type { z } from 'zod'

/** Types of procedures as a client sees them: built from contracts, never from server source. */
interface Wire<I extends z.ZodType, O extends z.ZodType> {
  input: z.input<I>
  output: z.output<O>
  meta: unknown
}
export type Query<I extends z.ZodType, O extends z.ZodType> = TRPCQueryProcedure<Wire<I, O>>
export type Mutation<I extends z.ZodType, O extends z.ZodType> = TRPCMutationProcedure<Wire<I, O>>
export type Subscription<I extends z.ZodType, O extends z.ZodType> = TRPCSubscriptionProcedure<{
  input: z.input<I>
  output: AsyncIterable<z.output<O>>
  meta: unknown
}>

export type RouterOf<R extends TRPCRouterRecord> = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: { message: string; code: number; data: Record<string, unknown> }; transformer: true },
  R
>
