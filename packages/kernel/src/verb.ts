import type { ErrorCode, Permission } from '@mas/contracts/catalogue'
import type { z } from 'zod'
import { actorKey } from './actor.ts'
import type { Ctx, TxCtx } from './context.ts'
import { fail, isErrorCode, type AppError } from './errors.ts'
import type { Kept } from './infra.ts'
import { permit, recorded } from './permit.ts'
import { inTx } from './transaction.ts'

export type VerbKind = 'query' | 'command' | 'flow' | 'watch'
export type VerbName = `${string}.${string}`
/**
 * Which budget of requests a verb draws on; `auth` and `public` are counted exactly, the others cheaply. A verb of the
 * class `self` counts on its own, once it knows more about who is calling than the network they share with others.
 */
export type RateClass = 'read' | 'write' | 'bulk' | 'auth' | 'public' | 'self'

/** What every edge, the permission matrix and the reference page read of a verb. */
export interface VerbMeta {
  readonly verb: VerbName
  readonly kind: VerbKind
  /** One sentence for the reference: what it does, units, the source of its rule. */
  readonly summary: string
  readonly permission: Permission | 'public'
  readonly refuses: readonly ErrorCode[]
  readonly rate: RateClass
  /** Needs a confirmation of identity at most ten minutes old. */
  readonly fresh: boolean
  readonly input: z.ZodType
  readonly output: z.ZodType
}

interface Definition<I extends z.ZodType, O extends z.ZodType, C> {
  readonly verb: VerbName
  readonly summary: string
  readonly permission: Permission | 'public'
  readonly input: I
  readonly output: O
  /** Codes of the catalogue this verb can answer besides `request.*`. */
  readonly refuses?: readonly ErrorCode[]
  readonly rate?: RateClass
  readonly fresh?: boolean
  readonly run: (ctx: C, input: z.output<I>) => Promise<Outcome<z.input<O>>>
}
type Outcome<T> = T | Refusal

/** A refusal whose traces must stay: the transaction commits what was written, then the error is thrown. */
class Refusal {
  readonly error: AppError
  constructor(error: AppError) {
    this.error = error
  }
}
export function refuseAfterCommit(error: AppError): Refusal {
  return new Refusal(error)
}

export interface Verb<I extends z.ZodType, O extends z.ZodType, K extends VerbKind, C> extends VerbMeta {
  (ctx: C, input: z.input<I>): Promise<z.output<O>>
  readonly kind: K
  readonly input: I
  readonly output: O
}
export type Query<I extends z.ZodType, O extends z.ZodType> = Verb<I, O, 'query', Ctx>
export type Command<I extends z.ZodType, O extends z.ZodType> = Verb<I, O, 'command', Ctx>
export type Flow<I extends z.ZodType, O extends z.ZodType> = Verb<I, O, 'flow', Ctx>

/** Reads. Writes nothing, not even an access record (a read that records itself is a command). */
export function query<I extends z.ZodType, O extends z.ZodType>(def: Definition<I, O, Ctx>): Query<I, O> {
  const meta = metaOf(def, 'query', 'read')
  return Object.assign((ctx: Ctx, raw: z.input<I>) => perform(meta, ctx, raw, (granted, input) => watched(def, meta, granted, input)), meta)
}

/** Changes something in exactly one transaction, which the kernel opens: all of it commits or none does. */
export function command<I extends z.ZodType, O extends z.ZodType>(def: Definition<I, O, TxCtx>): Command<I, O> {
  const meta = metaOf(def, 'command', 'write')
  return Object.assign(
    (ctx: Ctx, raw: z.input<I>) =>
      perform(meta, ctx, raw, async (granted, input) => {
        const { requestKey } = granted
        return settle(await inTx(granted, (t) => oncePerKey(requestKey, t, meta, input, () => runAndTell(def, meta, t, input))))
      }),
    meta,
  )
}

/**
 * Several transactions with work outside them in between (a provider call, hashing a password): lease, call,
 * record. Each step must be safe to repeat; request keys do not apply, so the input carries its own.
 */
export function flow<I extends z.ZodType, O extends z.ZodType>(def: Definition<I, O, Ctx>): Flow<I, O> {
  const meta = metaOf(def, 'flow', 'write')
  return Object.assign((ctx: Ctx, raw: z.input<I>) => perform(meta, ctx, raw, (granted, input) => watched(def, meta, granted, input)), meta)
}

function metaOf<I extends z.ZodType, O extends z.ZodType, C, K extends VerbKind>(def: Definition<I, O, C>, kind: K, rate: RateClass) {
  const { verb, summary, permission, input, output } = def
  return { verb, kind, summary, permission, input, output, refuses: def.refuses ?? [], rate: def.rate ?? rate, fresh: def.fresh ?? false }
}

async function perform<I extends z.ZodType, O extends z.ZodType>(
  meta: VerbMeta & { readonly input: I; readonly output: O },
  ctx: Ctx,
  raw: z.input<I>,
  work: (granted: Ctx, input: z.output<I>) => Promise<unknown>,
): Promise<z.output<O>> {
  // One revision of the settings for the whole verb, and for the verbs it calls.
  const settings = ctx.settings ?? ctx.infra.settings?.pin()
  return ctx.infra.observe(meta, ctx, async () => {
    const grant = await permit(ctx, meta)
    if (meta.rate !== 'self') await ctx.infra.takeRate(ctx, meta)
    const input = parseInput(meta.input, raw)
    const result = await work({ ...ctx, grant, ...(settings && { settings }) }, input).catch(async (thrown: unknown) => {
      throw await recorded(ctx, meta, thrown)
    })
    // Parsing the answer cuts whatever the contract does not name: a new column can never leak by accident.
    return meta.output.parse(result)
  })
}

/** Outside a transaction the use is on record before anything is read or done. */
async function watched<I extends z.ZodType, O extends z.ZodType>(def: Definition<I, O, Ctx>, meta: VerbMeta, ctx: Ctx, input: z.output<I>) {
  await ctx.infra.audit?.used(ctx, meta)
  return settle(await def.run(ctx, input))
}

/** Inside one it is told last, when it is known whether the verb recorded its change itself. */
async function runAndTell<I extends z.ZodType, O extends z.ZodType>(
  def: Definition<I, O, TxCtx>,
  meta: VerbMeta,
  t: TxCtx,
  input: z.output<I>,
) {
  const outcome = await def.run(t, input)
  await t.infra.audit?.used(t, meta)
  return outcome
}

export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw fail('request.invalid', { issues: parsed.error.issues.slice(0, 50).map(({ path, message, code }) => ({ path, message, code })) })
}

function settle<T>(outcome: Outcome<T>): T {
  if (outcome instanceof Refusal) throw outcome.error
  return outcome
}

/** The claim of the request key, the effect and the stored answer share the verb's transaction. */
async function oncePerKey<T>(
  key: string | undefined,
  t: TxCtx,
  meta: VerbMeta,
  input: unknown,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (key === undefined) return work()
  const claim = { actor: actorKey(t.actor), verb: meta.verb, key, bodyHash: await hashOf(input) }
  const claimed = await t.infra.claimRequest(t.tx, claim)
  if (!claimed.fresh) {
    if (claimed.bodyHash !== claim.bodyHash) throw fail('request.key-reused')
    return again<T>(claimed.kept)
  }
  const outcome = await work()
  await t.infra.storeResponse(t.tx, claim, keptOf(outcome))
  return outcome
}

function keptOf(outcome: unknown): Kept {
  if (!(outcome instanceof Refusal)) return { answer: outcome }
  const { code, details } = outcome.error
  return { refused: { code, details } }
}

function again<T>(kept: Kept): Outcome<T> {
  if (!('refused' in kept)) return replayed<T>(kept.answer ?? null)
  const { code, details } = kept.refused
  // A code that a later release no longer has is a fault of ours.
  return refuseAfterCommit(isErrorCode(code) ? fail(code, details) : fail('request.internal'))
}

/** The stored answer was written by this verb as JSON; the output schema parses it again before it leaves. */
function replayed<T>(response: unknown): T {
  return response as T
}

async function hashOf(input: unknown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(input)))
  return Buffer.from(digest).toString('hex')
}
