import { NotedWorkflowRef, WorkflowSummary } from '@mas/contracts/workflows'
import { setStatus } from '@mas/db/workflows'
import { command, enqueue, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { workflowsJobs } from '../jobs.ts'
import { lockOpen, requireVersion, requireWorkflow } from './find-workflow.ts'
import { pointTriggers } from './point-triggers.ts'
import { summaryOf } from './workflow-view.ts'

export const resume = command({
  verb: 'workflows.resume',
  summary: 'Lets a paused workflow go on: people enter again, and what came due meanwhile is spread over half an hour.',
  permission: 'workflows.resume',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.not-paused'],
  input: NotedWorkflowRef,
  output: WorkflowSummary,
  run: async (t, { workflowId, note }) => {
    const row = await lockOpen(t, workflowId)
    if (row.status !== 'paused' || row.active_version === null) throw fail('workflows.not-paused')
    const at = t.clock.now()
    await setStatus(t.tx, workflowId, { status: 'active', activeVersion: row.active_version, pausedAt: null, resumedAt: at, at })
    // Occurrences that fell into the pause are not made up for.
    const { parsed } = await requireVersion(t, workflowId, row.active_version)
    await pointTriggers(t, workflowId, parsed, parsed)
    const reason = note === undefined ? {} : { reason: note }
    await record(t, { action: 'workflows.resume', subject: { type: 'workflow', id: workflowId }, after: { status: 'active' }, ...reason })
    await enqueue(t, workflowsJobs.resumeRuns, { workflowId })
    return summaryOf(await requireWorkflow(t, workflowId))
  },
})
