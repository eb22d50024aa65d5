import { cancelForgotten, deleteOldMarks, deleteOldReplays, deleteRemoved, deleteSettled, emptyRaw } from '@mas/db/webhooks'
import { inTx, type Ctx } from '@mas/kernel'
import { keptMs } from './delivery-rules.ts'
import { keysKeptMs, rejectionsKeptMs } from './inbox-rules.ts'

/** Removes what is no longer kept, in short transactions. */
export async function prune(ctx: Ctx): Promise<void> {
  const now = ctx.clock.now()
  const before = (ms: number) => new Date(now.getTime() - ms)
  while ((await inTx(ctx, (t) => emptyRaw(t.tx, now, 500))) > 0);
  const marks = { keysBefore: before(keysKeptMs), rejectionsBefore: before(rejectionsKeptMs), limit: 1_000 }
  while ((await inTx(ctx, (t) => deleteOldMarks(t.tx, marks))) > 0);
  await inTx(ctx, (t) => deleteOldReplays(t.tx, before(rejectionsKeptMs)))
  while ((await inTx(ctx, (t) => cancelForgotten(t.tx, before(keptMs), now, 500))) > 0);
  while ((await inTx(ctx, (t) => deleteSettled(t.tx, before(keptMs), 500))) > 0);
  await inTx(ctx, (t) => deleteRemoved(t.tx, before(keptMs)))
}
