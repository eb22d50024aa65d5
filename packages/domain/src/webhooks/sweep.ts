import { cancelAtRemoved, overdueDeliveries, overdueItems, releaseStuck, runningReplays } from '@mas/db/webhooks'
import { enqueueMany, inTx, type Ctx } from '@mas/kernel'
import { handOut } from './hand-out.ts'
import { deliverMessage, processInbox, replayInboxItems } from './jobs.ts'
import { endpointRemoved } from './remove-endpoint.ts'

const most = 500

/**
 * Finds what nobody came for: items a minute overdue, messages that are due, leases of workers that died, probes. Items that
 * wait their turn in a burst have their job already. A job too many finds its work done.
 */
export async function sweep(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const overdue = await overdueItems(ctx.db, await forgottenBefore(ctx, now), most)
  await inTx(ctx, (t) => handOut(t, overdue))
  const replays = await runningReplays(ctx.db, most)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      replayInboxItems,
      replays.map((replayId) => ({ payload: { replayId } })),
    ),
  )
  await findStuck(ctx)
  while ((await inTx(ctx, (t) => cancelAtRemoved(t.tx, endpointRemoved, now, most))) > 0);
  const due = await overdueDeliveries(ctx.db, now, most)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      deliverMessage,
      due.map((row) => ({ payload: { endpointId: row.endpoint_id, orderKey: row.order_key } })),
    ),
  )
}

/** Jobs go in the order of their time: what was due before the oldest that waits or runs has none any more. */
async function forgottenBefore(ctx: Ctx, now: Date): Promise<Date> {
  const minuteAgo = new Date(now.getTime() - 60_000)
  const oldest = await ctx.infra.queueOps.oldestSince(ctx.db, processInbox.name, minuteAgo)
  return oldest === null ? minuteAgo : new Date(oldest.getTime() - clocksApartMs)
}
/** An item is dated by the process that took it, its job by Postgres. */
const clocksApartMs = 5_000

/** Looks at some of what waits behind others, and goes on there the next time: in a while everything was looked at, and no sweep takes long. */
async function findStuck(ctx: Ctx): Promise<void> {
  let after = lookedUpTo.get(ctx.infra) ?? ''
  for (let pages = 0; pages < 10; pages++) {
    const last = await inTx(ctx, (t) => releaseStuck(t.tx, t.clock.now(), { after, limit: most }))
    after = last ?? ''
    if (last === undefined) break
  }
  lookedUpTo.set(ctx.infra, after)
}
/** Per process, found through what all contexts of one process share; a new process begins with the oldest. */
const lookedUpTo = new WeakMap<object, string>()
