import type { EventType } from '@mas/contracts/core'
import type { EffectState, SubjectType } from '@mas/contracts/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import type { z } from 'zod'

export interface Origin {
  readonly runId: string
  readonly nodeId: string
  readonly epoch: number
}

/** Whom an event is about: a member of its data, or a question to the owning domain, asked for many events at once. */
export type Resolver<D> =
  | { readonly kind: 'field'; readonly of: (data: D) => readonly (string | undefined)[] }
  | { readonly kind: 'batch'; readonly find: (ctx: Ctx | TxCtx, data: readonly D[]) => Promise<readonly (readonly string[])[]> }

/** News about a hand-over: the state it reached and what it means as an output. */
export interface News {
  readonly state: EffectState
  readonly result?: string
  readonly reason?: string
  /** Of what waits for its hour. */
  readonly deferredUntil?: Date
}

/** An event that may start, wake or end runs. */
export interface CatalogueEvent<S extends z.ZodType = z.ZodType> {
  readonly event: EventType<`${string}.${string}`, S>
  /** Whether a back-test may trust that every such event is in the log. */
  readonly history: boolean
  readonly subjects: { readonly [T in SubjectType]?: Resolver<z.output<S>> }
  /** Of outcomes: the step that caused it. */
  readonly origin?: (data: z.output<S>) => Origin | undefined
  readonly news?: (data: z.output<S>) => News | undefined
}

/** An entry whose data is parsed before its functions see it, so that entries of different events fit one list. */
export interface ListedEvent {
  readonly name: string
  readonly schema: z.ZodType
  readonly history: boolean
  readonly subjectTypes: readonly SubjectType[]
  /** Subjects of each event, in the order given. */
  readonly resolve: (ctx: Ctx | TxCtx, type: SubjectType, data: readonly unknown[]) => Promise<readonly (readonly string[])[]>
  readonly origin: (data: unknown) => Origin | undefined
  readonly news: (data: unknown) => News | undefined
}

export function listed<S extends z.ZodType>(entry: CatalogueEvent<S>): ListedEvent {
  const parse = (data: unknown) => entry.event.data.parse(data)
  return {
    name: entry.event.name,
    schema: entry.event.data,
    history: entry.history,
    subjectTypes: (['lead', 'user', 'candidate'] as const).filter((type) => entry.subjects[type] !== undefined),
    resolve: async (ctx, type, data) => {
      const resolver = entry.subjects[type]
      if (resolver === undefined) return data.map(() => [])
      if (resolver.kind === 'batch') return resolver.find(ctx, data.map(parse))
      return data.map((one) => [...new Set(resolver.of(parse(one)).filter((id) => id !== undefined))].toSorted())
    },
    origin: (data) => entry.origin?.(parse(data)),
    news: (data) => entry.news?.(parse(data)),
  }
}

/** A resolver that reads the ids from the event. */
export function field<D>(of: (data: D) => readonly (string | undefined)[]): Resolver<D> {
  return { kind: 'field', of }
}
