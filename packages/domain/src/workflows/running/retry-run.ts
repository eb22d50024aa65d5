import { ReasonedRunRef, Run } from '@mas/contracts/workflows'
import { notifyLoops, releaseRun, retryNow } from '@mas/db/workflows'
import { command } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { runView } from './run-view.ts'

export const retryRun = command({
  verb: 'workflows.retry-run',
  summary: 'Tries the step a run stands at again, at once, held or not. Its key stays the same, so what was handed over is never doubled.',
  permission: 'workflows.retry-run',
  refuses: ['workflows.run-not-found', 'workflows.run-finished'],
  input: ReasonedRunRef,
  output: Run,
  run: async (t, { runId, reason }) => {
    const { run } = await holdRow(t, runId)
    await releaseRun(t.tx, runId, t.clock.now())
    await retryNow(t.tx, [runId], t.clock.now())
    await record(
      t,
      runFact('workflows.retry-run', runId, { state: run.state, attempts: run.attempts }, { state: 'live', attempts: 0 }, reason),
    )
    await notifyLoops(t.tx)
    return runView(await reachRun(t, runId))
  },
})
