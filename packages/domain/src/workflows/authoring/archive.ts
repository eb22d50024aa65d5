import { ArchiveInput, WorkflowSummary } from '@mas/contracts/workflows'
import { countLiveRuns, liveRunIds, replaceSchedules, setStatus, type WorkflowRow } from '@mas/db/workflows'
import { fail, flow, inTx, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { endRuns } from '../runtime/end-runs.ts'
import { lockOpen, requireWorkflow } from './find-workflow.ts'
import { summaryOf } from './workflow-view.ts'

const chunk = 200

export const archive = flow({
  verb: 'workflows.archive',
  summary:
    'Closes a workflow for good; its versions, runs and figures stay readable. With people still in it, it is refused, or they all leave as cancelled (`exitAll`).',
  permission: 'workflows.archive',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.has-live-runs'],
  rate: 'bulk',
  input: ArchiveInput,
  output: WorkflowSummary,
  run: async (ctx, { workflowId, note, exitAll }) => {
    await inTx(ctx, (t) => lockOpen(t, workflowId))
    // A chunk at a time, each of its own; whoever enters meanwhile is among the last, under the lock that entries need as well.
    if (exitAll) for (let ended = chunk; ended === chunk;) ended = await inTx(ctx, (t) => endChunk(t, workflowId))
    return inTx(ctx, async (t) => close(t, await lockOpen(t, workflowId), note, exitAll))
  },
})

async function endChunk(t: TxCtx, workflowId: string): Promise<number> {
  const found = await liveRunIds(t.tx, { workflowId }, undefined, chunk)
  await endRuns(
    t,
    found.map(({ id }) => id),
    'cancelled',
    { reason: 'archived' },
  )
  return found.length
}

async function close(t: TxCtx, row: WorkflowRow, note: string | undefined, exitAll: boolean) {
  if (exitAll) await endChunk(t, row.id)
  const live = await countLiveRuns(t.tx, row.id, 10_000)
  if (live > 0) throw fail('workflows.has-live-runs', { runs: live })
  await setStatus(t.tx, row.id, { status: 'archived', activeVersion: null, pausedAt: null, at: t.clock.now() })
  await replaceSchedules(t.tx, row.id, [])
  await record(t, {
    action: 'workflows.archive',
    subject: { type: 'workflow', id: row.id },
    before: { status: row.status, activeVersion: row.active_version },
    after: { status: 'archived', exitAll },
    ...(note !== undefined && { reason: note }),
  })
  return summaryOf(await requireWorkflow(t, row.id))
}
