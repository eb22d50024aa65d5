import { ExportRunsInput, RunExport } from '@mas/contracts/workflows'
import { insertRunExport } from '@mas/db/workflows'
import { command, enqueue, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireWorkflow } from '../authoring/find-workflow.ts'
import { workflowsJobs } from '../jobs.ts'
import { exportView } from './export-view.ts'

export const exportRuns = command({
  verb: 'workflows.export-runs',
  summary:
    'Has the runs of a workflow that fit a filter written to a CSV, at most 100,000, without variables and texts; ask `getRunExport` for it.',
  permission: 'workflows.export-runs',
  refuses: ['workflows.not-found'],
  rate: 'bulk',
  input: ExportRunsInput,
  output: RunExport,
  run: async (t, { filter, requestId }) => {
    if (t.actor.kind !== 'user') throw fail('request.forbidden', { rule: 'an export is made by a person' })
    const { workflowId } = filter
    await requireWorkflow(t, workflowId)
    const at = t.clock.now()
    const asked = { id: newId(at.getTime()), ownerId: t.actor.userId, requestId, workflowId, filter, at }
    const { row, fresh } = await insertRunExport(t.tx, asked)
    if (row === undefined) throw new Error('an export is new or known')
    if (fresh) {
      await enqueue(t, workflowsJobs.exportRuns, { exportId: row.id })
      await record(t, { action: 'workflows.export-runs', subject: { type: 'export', id: row.id }, effect: 'read', after: { filter } })
    }
    return exportView(row, null)
  },
})
