import { deleteOldEvents, undispatchedEvents } from '@mas/db/events'
import { deleteOldKeys } from '@mas/db/requests'
import { defineJob, dispatchEvents, enqueueMany, handlersFor, inTx, newId, schedule, type Ctx } from '@mas/kernel'
import { z } from 'zod'

/** Jobs that belong to no domain: they keep the plumbing's own tables as they should be. */
const redispatchEvents = defineJob('events.redispatch', z.object({}), { concurrency: 1 })
const pruneEvents = defineJob('events.prune', z.object({}), { concurrency: 1, expireSeconds: 1_800 })
const pruneRequests = defineJob('requests.prune', z.object({}), { concurrency: 1 })

export const upkeepHandlers = handlersFor(
  { redispatchEvents, pruneEvents, pruneRequests },
  { redispatchEvents: redispatch, pruneEvents: forgetEvents, pruneRequests: prune },
)
export const upkeepSchedules = [
  schedule('events.redispatch', '* * * * *', redispatchEvents),
  schedule('events.prune', '40 3 * * *', pruneEvents),
  schedule('requests.prune', '10 3 * * *', pruneRequests),
]

/** Events nobody dispatched within a minute have lost their job; dispatching twice adds nothing. */
async function redispatch(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - 60_000)
  const eventIds = await undispatchedEvents(ctx.db, before, 1_000)
  const batches = Array.from({ length: Math.ceil(eventIds.length / 100) }, (_, n) => ({
    payload: { eventIds: eventIds.slice(n * 100, n * 100 + 100) },
  }))
  await inTx(ctx, (t) => enqueueMany(t, dispatchEvents, batches))
}

const eventDays = 30
const batch = 1_000

/** Dispatched events stay 30 days for looking back; a subscriber's last try is long over by then. One that nobody dispatched stays. */
async function forgetEvents(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - eventDays * 86_400_000)
  const beforeId = newId(before.getTime())
  for (let forgotten = batch; forgotten === batch;) forgotten = await inTx(ctx, (t) => deleteOldEvents(t.tx, before, beforeId, batch))
}

/** Request keys answer repeats for 48 hours. */
async function prune(ctx: Ctx): Promise<void> {
  await inTx(ctx, (t) => deleteOldKeys(t.tx, new Date(t.clock.now().getTime() - 48 * 3_600_000)))
}
