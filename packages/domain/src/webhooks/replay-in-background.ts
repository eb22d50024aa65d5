import { advanceReplay, lockRunningReplay, replayableItems } from '@mas/db/webhooks'
import { enqueue, inTx, type Ctx } from '@mas/kernel'
import { handledProviders } from './define-inbox.ts'
import { replayInboxItems } from './jobs.ts'
import { reopen } from './reopen.ts'

const chunk = 200

/** Replays the next part of a large replay; what it did and how far it is commit together, so it goes on where it stopped. */
export async function replayNextPart(ctx: Ctx, replayId: string): Promise<void> {
  await inTx(ctx, async (t) => {
    const replay = await lockRunningReplay(t.tx, replayId)
    if (replay === undefined) return
    const after = replay.last_item === null ? {} : { afterId: replay.last_item }
    const ids = await replayableItems(t.tx, { ...replay.filter, ...after }, handledProviders(), chunk)
    const done = await reopen(t, ids, replay.reason)
    const isLast = ids.length < chunk
    await advanceReplay(t.tx, replayId, { lastItem: ids.at(-1) ?? null, done, finishedAt: isLast ? t.clock.now() : null })
    if (!isLast) await enqueue(t, replayInboxItems, { replayId })
  })
}
