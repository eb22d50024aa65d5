import { RunDetail, RunRef } from '@mas/contracts/workflows'
import { effectsOfRun, stepsOfRun } from '@mas/db/workflows'
import { query } from '@mas/kernel'
import { reachRun } from './reach-run.ts'
import { effectView, runView, stepView } from './run-view.ts'

export const getRun = query({
  verb: 'workflows.get-run',
  summary: 'One run: where it stands, every node it left, and what it handed over.',
  permission: 'workflows.get-run',
  refuses: ['workflows.run-not-found'],
  input: RunRef,
  output: RunDetail,
  run: async (ctx, { runId }) => {
    const run = await reachRun(ctx, runId)
    const own = Object.entries(Object(run.vars ?? {})).filter(([name]) => !name.startsWith('$'))
    return RunDetail.parse({
      ...runView(run),
      attempts: run.attempts ?? 0,
      lastError: run.last_error,
      vars: Object.fromEntries(own),
      arms: run.arm_trace,
      steps: (await stepsOfRun(ctx.db, runId)).map(stepView),
      effects: (await effectsOfRun(ctx.db, runId)).map(effectView),
    })
  },
})
