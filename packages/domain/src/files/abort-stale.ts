import { markGivenUp, overdueUploads, waitingChecks } from '@mas/db/files'
import { eachAlone, enqueue, enqueueMany, inTx, type Ctx } from '@mas/kernel'
import { FilePurpose } from '@mas/contracts/files'
import { deleteLater } from './delete-later.ts'
import { tellRefused } from './reject.ts'
import { checkJobs, deleteBytes } from './jobs.ts'
import { purposes } from './purposes.ts'

const batch = 200
const none = '00000000-0000-0000-0000-000000000000'

/** Gives up every upload whose time is over, whether its bytes never came or were never finished. */
export async function giveUpStaleUploads(ctx: Ctx): Promise<void> {
  const { direct } = ctx.ports.fileStore
  for (;;) {
    const overdue = await overdueUploads(ctx.db, ctx.clock.now(), batch)
    await eachAlone(overdue, (id) =>
      inTx(ctx, async (t) => {
        if (!(await markGivenUp(t.tx, id, 'expired', 'ticket ran out', t.clock.now()))) return
        await tellRefused(t, id, 'files.upload-expired')
        await enqueue(t, deleteBytes, { fileId: id })
        if (direct !== undefined) await deleteLater(t, id)
      }),
    )
    if (overdue.length < batch) return
  }
}

/** Has every file checked again that waits and that nobody has in hand: its checker died, or the scanner was away. */
export async function resumeChecks(ctx: Ctx): Promise<void> {
  for (let after = none; ;) {
    const waiting = await waitingChecks(ctx.db, ctx.clock.now(), after, batch)
    await inTx(ctx, async (t) => {
      for (const [queue, job] of Object.entries(checkJobs)) {
        const mine = waiting.filter(({ purpose }) => purposes[FilePurpose.parse(purpose)].queue === queue)
        await enqueueMany(
          t,
          job,
          mine.map(({ id }) => ({ payload: { fileId: id } })),
        )
      }
    })
    if (waiting.length < batch) return
    after = waiting.at(-1)?.id ?? after
  }
}

/** Longer than any ticket is good for, so that nobody can still be writing. */
const halfWrittenMs = 25 * 3_600_000

/** What processes that were killed in the midst of a write left on disk: no row and no list of objects knows it. */
export async function dropHalfWritten(ctx: Ctx): Promise<void> {
  const dropped = await ctx.ports.fileStore.dropUnfinished(new Date(ctx.clock.now().getTime() - halfWrittenMs))
  if (dropped > 0) ctx.log.warn('files: half-written files of processes that died were deleted', { dropped })
}
