import { ReasonedRunRef, Run } from '@mas/contracts/workflows'
import { holdRuns } from '@mas/db/workflows'
import { command } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { runView } from './run-view.ts'

export const holdRun = command({
  verb: 'workflows.hold-run',
  summary: 'Stops a run where it stands until it is released; events go on filling its mailbox. One that is held stays as it is.',
  permission: 'workflows.hold-run',
  refuses: ['workflows.run-not-found', 'workflows.run-finished'],
  input: ReasonedRunRef,
  output: Run,
  run: async (t, { runId, reason }) => {
    const { run } = await holdRow(t, runId)
    const held = await holdRuns(t.tx, [{ run_id: runId, reason: 'paused' }])
    if (held.length > 0)
      await record(t, runFact('workflows.hold-run', runId, { state: run.state }, { state: 'held', heldReason: 'paused' }, reason))
    return runView(await reachRun(t, runId))
  },
})
