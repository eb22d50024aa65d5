import { NotedWorkflowRef, WorkflowSummary } from '@mas/contracts/workflows'
import { countLiveRuns, replaceSchedules, setStatus } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { lockOpen, requireWorkflow } from './find-workflow.ts'
import { summaryOf } from './workflow-view.ts'

export const archive = command({
  verb: 'workflows.archive',
  summary: 'Closes a workflow that nobody is in any more, for good; its versions, runs and figures stay readable.',
  permission: 'workflows.archive',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.has-live-runs'],
  input: NotedWorkflowRef,
  output: WorkflowSummary,
  run: async (t, { workflowId, note }) => {
    const row = await lockOpen(t, workflowId)
    const live = await countLiveRuns(t.tx, workflowId, 10_000)
    if (live > 0) throw fail('workflows.has-live-runs', { runs: live })
    await setStatus(t.tx, workflowId, { status: 'archived', activeVersion: null, pausedAt: null, at: t.clock.now() })
    await replaceSchedules(t.tx, workflowId, [])
    await record(t, {
      action: 'workflows.archive',
      subject: { type: 'workflow', id: workflowId },
      before: { status: row.status, activeVersion: row.active_version },
      after: { status: 'archived' },
      ...(note !== undefined && { reason: note }),
    })
    return summaryOf(await requireWorkflow(t, workflowId))
  },
})
