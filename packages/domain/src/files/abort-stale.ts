import { findObject, markGivenUp, markPurged, overdueUploads } from '@mas/db/files'
import { enqueue, inTx, type Ctx } from '@mas/kernel'
import { deleteBytes } from './jobs.ts'

const batch = 200

/** Gives up every upload whose time is over, whether its bytes never came or were never finished. */
export async function giveUpStaleUploads(ctx: Ctx): Promise<void> {
  for (;;) {
    const overdue = await overdueUploads(ctx.db, ctx.clock.now(), batch)
    for (const id of overdue) {
      await inTx(ctx, async (t) => {
        if (await markGivenUp(t.tx, id, 'expired', 'ticket ran out', t.clock.now())) await enqueue(t, deleteBytes, { fileId: id })
      })
    }
    if (overdue.length < batch) return
  }
}

/** Bytes first, then the row: a crash in between deletes once more, which is harmless. */
export async function purgeBytes(ctx: Ctx, fileId: string): Promise<void> {
  const row = await findObject(ctx.db, fileId)
  if (row === undefined || (row.state !== 'rejected' && row.state !== 'expired')) return
  await ctx.ports.fileStore.delete(row.storage_key)
  await inTx(ctx, (t) => markPurged(t.tx, fileId, t.clock.now()))
}
