import { deleteOldMarks, emptyRaw, overdueItems } from '@mas/db/webhooks'
import { enqueueMany, handlersFor, inTx, type Ctx } from '@mas/kernel'
import { keysKeptMs, rejectionsKeptMs } from './inbox-rules.ts'
import { inboxJobs, processInbox } from './jobs.ts'
import { processItem } from './process-item.ts'

export const webhooksHandlers = handlersFor(inboxJobs, {
  processInbox: (ctx, { inboxId }) => processItem(ctx, inboxId),
  sweepInbox: sweep,
  pruneInbox: prune,
})

/** Finds items that are a minute overdue: their job was lost. A second job for one item finds it settled. */
async function sweep(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - 60_000)
  const overdue = await overdueItems(ctx.db, before, 500)
  await inTx(ctx, (t) =>
    enqueueMany(
      t,
      processInbox,
      overdue.map((inboxId) => ({ payload: { inboxId } })),
    ),
  )
}

/** Removes what is no longer kept, in short transactions. */
async function prune(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  while ((await inTx(ctx, (t) => emptyRaw(t.tx, now, 500))) > 0);
  await inTx(ctx, (t) =>
    deleteOldMarks(t.tx, {
      keysBefore: new Date(now.getTime() - keysKeptMs),
      rejectionsBefore: new Date(now.getTime() - rejectionsKeptMs),
    }),
  )
}
