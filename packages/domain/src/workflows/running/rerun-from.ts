import { RerunFromInput, Run } from '@mas/contracts/workflows'
import { effectsOfRun, notifyLoops, releaseRun } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { nodeAt } from '../engine/load-program.ts'
import { readBatch } from '../runtime/read-batch.ts'
import { storeBatch } from '../runtime/store-batch.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { effectsBehind, rerun } from './rerun-rules.ts'
import { runView } from './run-view.ts'

export const rerunFrom = command({
  verb: 'workflows.rerun-from',
  summary: 'Sends a run back (or forward) to a node of its version. Steps that reached out before do so again only when that is confirmed.',
  permission: 'workflows.rerun-from',
  refuses: ['workflows.run-not-found', 'workflows.run-finished', 'workflows.node-not-found', 'workflows.resend-unconfirmed'],
  input: RerunFromInput,
  output: Run,
  run: async (t, { runId, nodeId, reason, confirmResend }) => {
    const { run, row } = await holdRow(t, runId)
    const [input] = await readBatch(t, [row])
    if (input === undefined || nodeAt(input.program.program, nodeId) === undefined) throw fail('workflows.node-not-found', { nodeId })
    const done = new Set((await effectsOfRun(t.tx, runId)).map((effect) => effect.node_id))
    const repeated = effectsBehind(input.program.program, nodeId).filter((id) => done.has(id))
    if (repeated.length > 0 && !confirmResend) throw fail('workflows.resend-unconfirmed', { nodes: repeated })
    await releaseRun(t.tx, runId, t.clock.now())
    await storeBatch(t, [{ row, advanced: rerun(input, nodeId) }])
    await record(
      t,
      runFact('workflows.rerun-from', runId, { state: run.state, node: run.node_id }, { state: 'live', node: nodeId }, reason),
    )
    await notifyLoops(t.tx)
    return runView(await reachRun(t, runId))
  },
})
