import { runHeld } from '@mas/contracts/workflows'
import { holdRuns, lockCursors, markSuspects } from '@mas/db/workflows'
import { emitMany, inTx, type Ctx } from '@mas/kernel'
import { runOf } from './read-row.ts'

/** A loop is silent this long only when its process is gone: every batch ends within eight seconds. */
const silentMs = 10_000
/** How many processes a run may take down. */
const most = 3

/** Looks for loops that went down with runs in hand. Those runs are taken alone from now on; the third time they are held. */
export function markGone(ctx: Ctx): Promise<number> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const marked = await markSuspects(t.tx, new Date(now.getTime() - silentMs), now)
    const poison = marked.filter(({ suspect }) => suspect >= most).map(({ run_id }) => run_id)
    if (poison.length > 0) {
      const rows = await lockCursors(t.tx, poison)
      const held = new Set(
        await holdRuns(
          t.tx,
          poison.map((run_id) => ({ run_id, reason: 'poison' })),
        ),
      )
      await emitMany(
        t,
        runHeld,
        rows
          .filter(({ run_id }) => held.has(run_id))
          .map((row) => {
            const { runId, workflowId, subjectType, subjectId } = runOf(row)
            return { runId, workflowId, subjectType, subjectId, nodeId: row.node_id, reason: 'poison' as const }
          }),
      )
    }
    return marked.length
  })
}
