import { runHeld } from '@mas/contracts/workflows'
import { claimOne, holdRuns, writeMoves } from '@mas/db/workflows'
import { emit, inTx, type Ctx } from '@mas/kernel'
import { cursorOf, runOf } from './read-row.ts'
import { cursorWrite } from './store-batch.ts'

const ladderMs = [5_000, 30_000, 120_000, 600_000, 3_600_000] as const

/** A run whose decision threw: tried again on the ladder, then held. It reads nothing that could throw again. */
export function failStep(ctx: Ctx, runId: string, error: string): Promise<void> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const [row] = await claimOne(t.tx, runId, null, now)
    if (row === undefined) return
    const cursor = cursorOf(row)
    const pause = ladderMs[cursor.attempts]
    const wakeAt = pause === undefined ? null : new Date(now.getTime() + pause)
    const tried = cursorWrite(runId, { ...cursor, attempts: cursor.attempts + 1, lastError: error.slice(0, 500), wakeAt })
    await writeMoves(t.tx, { cursors: [tried] }, now)
    if (pause !== undefined) return
    await holdRuns(t.tx, [{ run_id: runId, reason: 'failed' }])
    const { workflowId, subjectType, subjectId } = runOf(row)
    await emit(t, runHeld, { runId, workflowId, subjectType, subjectId, nodeId: cursor.nodeId, reason: 'failed' })
  })
}
