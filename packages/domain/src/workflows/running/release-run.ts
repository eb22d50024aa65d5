import { ReasonedRunRef, Run } from '@mas/contracts/workflows'
import { notifyLoops, releaseRun as release } from '@mas/db/workflows'
import { command } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { runView } from './run-view.ts'

export const releaseRun = command({
  verb: 'workflows.release-run',
  summary:
    'Lets a held run go on from where it stands: its tries count anew, its timers keep their instants. One that is live stays as it is.',
  permission: 'workflows.release-run',
  refuses: ['workflows.run-not-found', 'workflows.run-finished'],
  input: ReasonedRunRef,
  output: Run,
  run: async (t, { runId, reason }) => {
    const { run } = await holdRow(t, runId)
    if (await release(t.tx, runId, t.clock.now())) {
      await record(t, runFact('workflows.release-run', runId, { state: 'held', heldReason: run.held_reason }, { state: 'live' }, reason))
      await notifyLoops(t.tx)
    }
    return runView(await reachRun(t, runId))
  },
})
