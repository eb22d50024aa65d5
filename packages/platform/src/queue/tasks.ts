import { claimEvents, consumeEvents, findEvent } from '@mas/db/events'
import {
  derivedId,
  dispatchEvents,
  inTx,
  subscriberOptions,
  subscriberPayload,
  system,
  type Actor,
  type Attempt,
  type Ctx,
  type JobHandler,
  type JobOptions,
  type Subscriber,
} from '@mas/kernel'

/** One queue and what is done with each of its jobs. */
export interface Task {
  readonly name: string
  readonly options: JobOptions
  readonly run: (payload: unknown, attempt: Attempt) => Promise<void>
  /** Does many jobs at once; false, and nothing done, where they have to be done one by one. */
  readonly runAll?: (payloads: readonly unknown[], attempt: Attempt) => Promise<boolean>
}
type MakeCtx = (actor: Actor, requestId: string) => Ctx

/** Everything a worker does: declared jobs, the dispatcher of events, and one queue per subscriber. */
export function buildTasks(makeCtx: MakeCtx, handlers: readonly JobHandler[], subscribers: readonly Subscriber[]): Task[] {
  const ctxOf = (name: string, attempt: Attempt) => makeCtx(system(name), `job-${attempt.id}`)
  return [
    ...handlers.map(({ job, handle }) => ({
      name: job.name,
      options: job.options,
      run: (payload: unknown, attempt: Attempt) => handle(ctxOf(job.name, attempt), payload, attempt),
    })),
    {
      name: dispatchEvents.name,
      options: dispatchEvents.options,
      run: (payload, attempt) => dispatch(ctxOf(dispatchEvents.name, attempt), dispatchEvents.payload.parse(payload).eventIds, subscribers),
    },
    ...subscribers.map((subscriber) => ({
      name: subscriber.name,
      options: subscriberOptions,
      run: (payload: unknown, attempt: Attempt) =>
        deliver(ctxOf(subscriber.name, attempt), subscriber, subscriberPayload.parse(payload).eventId),
      ...(subscriber.handleAll && {
        runAll: (payloads: readonly unknown[], attempt: Attempt) =>
          deliverAll(
            ctxOf(subscriber.name, attempt),
            subscriber,
            payloads.map((payload) => subscriberPayload.parse(payload).eventId),
          ),
      }),
    })),
  ]
}

/** Names and options of all queues: every process makes sure they exist before it enqueues, so any may start first. */
export function declaredQueues(handlers: readonly JobHandler[], subscribers: readonly Subscriber[]): Pick<Task, 'name' | 'options'>[] {
  return [
    ...handlers.map(({ job }) => ({ name: job.name, options: job.options })),
    { name: dispatchEvents.name, options: dispatchEvents.options },
    ...subscribers.map(({ name }) => ({ name, options: subscriberOptions })),
  ]
}

/**
 * Turns events into one job per subscriber. The job's id is derived from event and subscriber, so dispatching twice
 * adds nothing.
 */
async function dispatch(ctx: Ctx, eventIds: readonly string[], subscribers: readonly Subscriber[]): Promise<void> {
  await inTx(ctx, async (t) => {
    const events = await claimEvents(t.tx, eventIds, t.clock.now())
    for (const subscriber of subscribers) {
      const heard = events.filter((event) => event.name === subscriber.event.name)
      if (heard.length === 0) continue
      const jobs = await Promise.all(
        heard.map(async (event) => ({ id: await derivedId(event.id, subscriber.name), data: { eventId: event.id } })),
      )
      await t.infra.sendJobs(t.tx, subscriber.name, jobs, subscriberOptions)
    }
  })
}

async function deliver(ctx: Ctx, subscriber: Subscriber, eventId: string): Promise<void> {
  const event = await findEvent(ctx.db, eventId)
  if (event === undefined) return // older than the outbox keeps
  await inTx(ctx, async (t) => {
    if (!(await t.infra.consume(t.tx, eventId, subscriber.name))) return
    await subscriber.handle(t, event.data, { eventId, occurredAt: new Date(event.occurred_at), actor: event.actor })
  })
}

async function deliverAll(ctx: Ctx, subscriber: Subscriber, eventIds: readonly string[]): Promise<boolean> {
  try {
    return await inTx(ctx, async (t) => {
      const events = await consumeEvents(t.tx, eventIds, subscriber.name, t.clock.now())
      const heard = events.map(({ id, data, occurred_at, actor }) => ({
        data,
        envelope: { eventId: id, occurredAt: new Date(occurred_at), actor },
      }))
      if (heard.length > 0 && (await subscriber.handleAll?.(t, heard)) !== true) throw new OneByOne()
      return true
    })
  } catch {
    return false // each is tried by itself then, and what is wrong with one is told there
  }
}
/** Only takes back what was written for all; it never leaves this file. */
class OneByOne extends Error {}
