import { NotedWorkflowRef, WorkflowSummary } from '@mas/contracts/workflows'
import { setStatus } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { lockOpen, requireWorkflow } from './find-workflow.ts'
import { summaryOf } from './workflow-view.ts'

export const pause = command({
  verb: 'workflows.pause',
  summary: 'Stops entries and every step claimed from now on; waits go on counting, and what comes due meanwhile waits for `resume`.',
  permission: 'workflows.pause',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.not-active'],
  input: NotedWorkflowRef,
  output: WorkflowSummary,
  run: async (t, { workflowId, note }) => {
    const row = await lockOpen(t, workflowId)
    if (row.status === 'draft') throw fail('workflows.not-active')
    if (row.status === 'active') {
      const at = t.clock.now()
      await setStatus(t.tx, workflowId, { status: 'paused', activeVersion: row.active_version, pausedAt: at, at })
      const reason = note === undefined ? {} : { reason: note }
      await record(t, { action: 'workflows.pause', subject: { type: 'workflow', id: workflowId }, after: { status: 'paused' }, ...reason })
    }
    return summaryOf(await requireWorkflow(t, workflowId))
  },
})
