import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Ctx, TxCtx } from './context.ts'
import { newId } from './ids.ts'
import type { VerbName } from './verb.ts'

export interface JobOptions {
  /** Tries after the first one, with exponential back-off; only for errors whose kind can be retried. */
  readonly retryLimit: number
  readonly retryDelaySeconds: number
  /** A try that runs longer is taken for dead. */
  readonly expireSeconds: number
  /** A worker that stays silent this long has lost its jobs to the others (at least 10). */
  readonly heartbeatSeconds: number
  /** Jobs of this queue that one worker process runs side by side. */
  readonly concurrency: number
  /** `key-ordered`: jobs with the same key run one at a time, in order. */
  readonly order: 'any' | 'key-ordered'
}
const defaults: JobOptions = { retryLimit: 8, retryDelaySeconds: 2, expireSeconds: 300, heartbeatSeconds: 10, concurrency: 4, order: 'any' }

/** A kind of background work. Payloads are wire formats: jobs written by the last release must still parse. */
export interface Job<S extends z.ZodType = z.ZodType> {
  readonly name: VerbName
  readonly payload: S
  readonly options: JobOptions
}

export function defineJob<S extends z.ZodType>(name: VerbName, payload: S, options: Partial<JobOptions> = {}): Job<S> {
  return { name, payload, options: { ...defaults, ...options } }
}

export interface JobRow {
  readonly id: string
  readonly data: unknown
  readonly startAfter?: Date
  readonly key?: string
}
export interface EnqueueOptions {
  /** The same id twice is one job. */
  readonly id?: string
  readonly startAfter?: Date
  /** For `key-ordered` queues. */
  readonly key?: string
}

/** Adds a job that exists if, and only if, this transaction commits. */
export async function enqueue<S extends z.ZodType>(
  t: TxCtx,
  job: Job<S>,
  payload: z.input<S>,
  options: EnqueueOptions = {},
): Promise<void> {
  const { id = newId(t.clock.now().getTime()), ...rest } = options
  await t.infra.sendJobs(t.tx, job.name, [{ id, data: job.payload.parse(payload), ...rest }], job.options)
}

/** Many jobs of one queue in one round trip. */
export async function enqueueMany<S extends z.ZodType>(
  t: TxCtx,
  job: Job<S>,
  rows: readonly ({ readonly payload: z.input<S> } & EnqueueOptions)[],
): Promise<void> {
  if (rows.length === 0) return
  const jobs = rows.map(({ payload, id = newId(t.clock.now().getTime()), ...rest }) => ({ id, data: job.payload.parse(payload), ...rest }))
  await t.infra.sendJobs(t.tx, job.name, jobs, job.options)
}

/** The try at work. */
export interface Attempt {
  readonly id: string
  /** 1 for the first try. */
  readonly number: number
  readonly last: boolean
}
export interface JobHandler {
  readonly job: Job
  readonly handle: (ctx: Ctx, payload: unknown, attempt: Attempt) => Promise<void>
}

/** Binds a job to what it does. The payload is parsed again, because an older release may have written it. */
export function handler<S extends z.ZodType>(
  job: Job<S>,
  handle: (ctx: Ctx, payload: z.output<S>, attempt: Attempt) => Promise<void>,
): JobHandler {
  return { job, handle: (ctx, payload, attempt) => handle(ctx, job.payload.parse(payload), attempt) }
}

/** Every declared job has exactly one handler: a missing or extra one does not compile. */
export function handlersFor<J extends Record<string, Job>>(
  jobs: J,
  table: { readonly [K in keyof J]: (ctx: Ctx, payload: z.output<J[K]['payload']>, attempt: Attempt) => Promise<void> },
): JobHandler[] {
  return Object.entries(jobs).map(([key, job]) => ({ job, handle: (ctx, payload, attempt) => run(table[key], job, ctx, payload, attempt) }))
}

function run(
  handle: ((ctx: Ctx, payload: never, attempt: Attempt) => Promise<void>) | undefined,
  job: Job,
  ctx: Ctx,
  payload: unknown,
  attempt: Attempt,
) {
  if (handle === undefined) throw new Error(`no handler for ${job.name}`)
  return handle(ctx, neverOf(job.payload.parse(payload)), attempt)
}

/** The table above pairs each handler with its own job's schema, so what that schema parsed is what it takes. */
function neverOf(parsed: unknown): never {
  return parsed as never
}

/** A job row outside any verb, for the plumbing itself. */
export function enqueueRow(clock: Clock, data: unknown): JobRow {
  return { id: newId(clock.now().getTime()), data }
}

/** Tells the dispatcher which events were published; it enqueues one job per subscriber. */
export const dispatchEvents = defineJob('events.dispatch', z.object({ eventIds: z.array(z.string()) }), { concurrency: 8 })
/** What each subscriber's queue carries. */
export const subscriberPayload = z.object({ eventId: z.string() })
/** How a subscriber's queue behaves. */
export const subscriberOptions: JobOptions = { ...defaults, retryLimit: 12 }
