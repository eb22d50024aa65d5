import { effectRank, ResolveEffectInput, Run } from '@mas/contracts/workflows'
import { findEffect, notifyLoops, releaseRun, settleEffect, wakeCursors } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { holdRow, reachRun, runFact } from './reach-run.ts'
import { runView } from './run-view.ts'

export const resolveEffect = command({
  verb: 'workflows.resolve-effect',
  summary: 'Says what became of a hand-over whose outcome is unknown; a run that was held for it goes on.',
  permission: 'workflows.resolve-effect',
  refuses: ['workflows.run-not-found', 'workflows.run-finished', 'workflows.not-in-doubt'],
  input: ResolveEffectInput,
  output: Run,
  run: async (t, { runId, nodeId, epoch, outcome, reason }) => {
    const { run } = await holdRow(t, runId)
    const effect = await findEffect(t.tx, runId, nodeId, epoch)
    if (effect?.state !== 'in_doubt') throw fail('workflows.not-in-doubt')
    const now = t.clock.now()
    await settleEffect(t.tx, { runId, nodeId, epoch, state: outcome, rank: effectRank[outcome], reason }, now)
    if (run.held_reason === 'in-doubt') await releaseRun(t.tx, runId, now)
    else await wakeCursors(t.tx, [runId], now)
    await record(t, runFact('workflows.resolve-effect', runId, { effect: effect.key, state: 'in_doubt' }, { state: outcome }, reason))
    await notifyLoops(t.tx)
    return runView(await reachRun(t, runId))
  },
})
