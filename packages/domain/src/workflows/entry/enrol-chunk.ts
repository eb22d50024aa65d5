import { effectRank } from '@mas/contracts/workflows'
import { findChild, lockCursors, notifyLoops, setTarget, settleEffect, wakeCursors } from '@mas/db/workflows'
import { inTx, type Ctx, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import type { workflowsJobs } from '../jobs.ts'
import { enter, type EntryResult } from './enter.ts'

type Chunk = z.output<typeof workflowsJobs.enrolChunk.payload>

/** Starts the runs of a job. What is refused is counted in the log; a workflow that waits for its sub-workflow is told. */
export async function enrolChunk(ctx: Ctx, chunk: Chunk): Promise<void> {
  const { entrants, parent, bulk, startedBy, causation, vars, ...rest } = chunk
  const result = await inTx(ctx, async (t) => {
    const entered = await enter(t, {
      ...rest,
      entrants: entrants.map(({ subjectId, entryKey = subjectId, sourceRef }) => ({ subjectId, entryKey, sourceRef: sourceRef ?? null })),
      ...(parent && { parent }),
      ...(bulk !== undefined && { bulk }),
      ...(startedBy !== undefined && { startedBy }),
      ...(causation !== undefined && { causation }),
      ...(vars && { vars }),
    })
    if (parent !== undefined) await tellParent(t, parent, entered)
    return entered
  })
  const refused = Object.entries(Object.groupBy(result.refused, ({ code }) => code)).map(([code, some]) => [code, some.length])
  ctx.log.info('enrolled', { workflowId: chunk.workflowId, enrolled: result.enrolled.length, refused: Object.fromEntries(refused) })
}

/** The job may come twice: a child that is there already, by this very step, is no refusal. */
async function tellParent(t: TxCtx, parent: NonNullable<Chunk['parent']>, { enrolled, refused }: EntryResult): Promise<void> {
  await lockCursors(t.tx, [parent.runId])
  const now = t.clock.now()
  const child = enrolled[0]?.runId ?? (await findChild(t.tx, parent))
  const [refusal] = refused
  if (child !== undefined) await setTarget(t.tx, parent, child)
  else if (refusal !== undefined) {
    const news = { state: 'refused', rank: effectRank.refused, reason: refusal.code }
    if (!(await settleEffect(t.tx, { ...parent, ...news }, now))) return
    await wakeCursors(t.tx, [parent.runId], now)
    await notifyLoops(t.tx)
  }
}
