import { RunExplanation, RunRef } from '@mas/contracts/workflows'
import { mailOf, stepsOfRun, type RunRow } from '@mas/db/workflows'
import { query } from '@mas/kernel'
import { reachRun } from './reach-run.ts'
import { runView, stepView } from './run-view.ts'

export const explainRun = query({
  verb: 'workflows.explain-run',
  summary: 'Why a run went where it went: every node it left with the values its conditions saw, and what it waits for now.',
  permission: 'workflows.explain-run',
  refuses: ['workflows.run-not-found'],
  input: RunRef,
  output: RunExplanation,
  run: async (ctx, { runId }) => {
    const run = await reachRun(ctx, runId)
    const mail = await mailOf(ctx.db, [runId])
    return {
      run: runView(run),
      waitsFor: waitsFor(run),
      steps: (await stepsOfRun(ctx.db, runId)).map((row) => ({ ...stepView(row), trace: row.trace })),
      mail: mail.map((one) => ({
        eventId: one.event_id,
        name: one.name,
        occurredAt: one.occurred_at.toISOString(),
        takenBy: one.consumed_seq,
      })),
    }
  },
})

function waitsFor(run: RunRow): string | null {
  if (run.state === 'held') return `a person: held (${run.held_reason ?? 'unknown'})${run.last_error === null ? '' : `, ${run.last_error}`}`
  if (run.state === 'finished') return null
  const until = run.due_at === null ? '' : ` until ${run.due_at.toISOString()}`
  switch (run.wait_kind) {
    case 'event':
      return `${(run.wait_events ?? []).join(', ')}${until}`
    case 'outcome':
      return `the outcome of ${run.node_id ?? 'its step'}${until}`
    case null:
      return run.wake_at === null ? 'its workflow to be resumed' : null
    default:
      return `the time${until}`
  }
}
