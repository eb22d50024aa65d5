import { ReasonedRunRef, Run } from '@mas/contracts/workflows'
import { command } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { endRuns } from '../runtime/end-runs.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { runView } from './run-view.ts'

export const cancelRun = command({
  verb: 'workflows.cancel-run',
  summary: 'Ends a run where it stands, with the outcome `cancelled`; its open tasks close. What was handed over already stays so.',
  permission: 'workflows.cancel-run',
  refuses: ['workflows.run-not-found', 'workflows.run-finished'],
  input: ReasonedRunRef,
  output: Run,
  run: async (t, { runId, reason }) => {
    const { run } = await holdRow(t, runId)
    await endRuns(t, [runId], 'cancelled', { reason })
    await record(t, runFact('workflows.cancel-run', runId, { state: run.state, node: run.node_id }, { outcome: 'cancelled' }, reason))
    return runView(await reachRun(t, runId))
  },
})
