import { createHash } from 'node:crypto'
import { activeWorkflows, beginScan, lastScan, runningScans } from '@mas/db/workflows'
import { eachAlone, enqueue, inTx, newId, type Ctx } from '@mas/kernel'
import { canonicalJson } from '../../audit/index.ts'
import { segmentById } from '../../leads/index.ts'
import { programOf } from '../runtime/programs.ts'
import { workflowsJobs } from '../jobs.ts'

/** How far a scan looks back behind the last one: changes that committed late are not missed. */
const overlapMs = 10 * 60_000

/** Starts a scan of every segment that starts somebody; one that is still running goes on instead. */
export async function scanSegments(ctx: Ctx): Promise<void> {
  const active = (await activeWorkflows(ctx.db)).filter(({ subject_type }) => subject_type === 'lead')
  await eachAlone(active, async ({ id: workflowId, n }) => {
    const { program, triggerId } = await programOf(ctx, workflowId, n)
    const node = program.nodes[triggerId]
    if (node?.type !== 'trigger') return
    for (const [triggerIx, trigger] of node.data.triggers.entries())
      if (trigger.kind === 'segment') await startScan(ctx, workflowId, triggerIx, trigger.segmentId)
  })
}

function startScan(ctx: Ctx, workflowId: string, triggerIx: number, segmentId: string): Promise<void> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const [running] = await runningScans(t.tx, workflowId, triggerIx)
    const last = await lastScan(t.tx, workflowId, triggerIx)
    const segment = await segmentById(t, segmentId)
    if (segment === undefined) return
    const fingerprint = createHash('sha256')
      .update(`${segmentId} ${canonicalJson(segment.condition)}`)
      .digest('hex')
    // The very first scan looks at everybody: its range begins where time does. So does the first one of another question, which
    // people fit, or fit no more, who have not changed since.
    const isAnother = last !== undefined && last.fingerprint !== null && last.fingerprint !== fingerprint
    const fromAt = last === undefined || isAnother ? new Date(0) : new Date(Math.min(last.to_at.getTime() - overlapMs, now.getTime()))
    const scanId =
      running?.id ?? (await beginScan(t.tx, { id: newId(now.getTime()), workflowId, triggerIx, fromAt, toAt: now, fingerprint }, now))
    if (scanId !== undefined) await enqueue(t, workflowsJobs.scanSegment, { workflowId, triggerIx, scanId })
  })
}
