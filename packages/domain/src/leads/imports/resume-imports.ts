import { stalledImports } from '@mas/db/leads'
import { enqueue, inTx, type Ctx } from '@mas/kernel'
import { commitImportJob, previewImportJob, stageImport, undoImportJob } from './import-jobs.ts'

const silentMs = 20_000
const jobOf = new Map([
  ['uploaded', stageImport],
  ['previewing', previewImportJob],
  ['committing', commitImportJob],
  ['undoing', undoImportJob],
])

/** Wakes what has stood still: a second job for a live import finds the cursor moved and stops, so this can harm nothing. */
export async function resumeStalledImports(ctx: Ctx): Promise<void> {
  const stalled = await stalledImports(ctx.db, new Date(ctx.clock.now().getTime() - silentMs))
  if (stalled.length === 0) return
  await inTx(ctx, async (t) => {
    for (const { id, state } of stalled) {
      const job = jobOf.get(state)
      if (job !== undefined) await enqueue(t, job, { importId: id })
    }
  })
}
