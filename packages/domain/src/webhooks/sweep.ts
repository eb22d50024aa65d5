import { overdueDeliveries, overdueItems, releaseStuck, runningReplays } from '@mas/db/webhooks'
import { enqueueMany, inTx, type Ctx } from '@mas/kernel'
import { deliverMessage, processInbox, replayInboxItems } from './jobs.ts'

const most = 500

/**
 * Finds what nobody came for: items a minute overdue, messages that are due, leases of workers that died, probes. A job
 * too many finds its work done.
 */
export async function sweep(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const overdue = await overdueItems(ctx.db, new Date(now.getTime() - 60_000), most)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      processInbox,
      overdue.map((inboxId) => ({ payload: { inboxId } })),
    ),
  )
  const replays = await runningReplays(ctx.db, most)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      replayInboxItems,
      replays.map((replayId) => ({ payload: { replayId } })),
    ),
  )
  await inTx(ctx, (t) => releaseStuck(t.tx, now, most))
  const due = await overdueDeliveries(ctx.db, now, most)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      deliverMessage,
      due.map((row) => ({ payload: { endpointId: row.endpoint_id, orderKey: row.order_key } })),
    ),
  )
}
