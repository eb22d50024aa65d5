import { SimulateInput, Simulation } from '@mas/contracts/workflows'
import { fail, query } from '@mas/kernel'
import { requireWorkflow } from '../authoring/find-workflow.ts'
import { isZone } from '../engine/wall-clock.ts'
import { programAt } from './program-at.ts'
import { renderAll } from './render-all.ts'
import { rollBack } from './roll-back.ts'
import { tryOut } from './try-out.ts'

export const simulate = query({
  verb: 'workflows.simulate',
  summary:
    'Walks one person, real or made up, through the draft or a version with the engine itself and tells every step, message and instant; refusals are real, nothing is sent and nothing is kept.',
  permission: 'workflows.simulate',
  refuses: [
    'workflows.not-found',
    'workflows.version-not-found',
    'workflows.graph-invalid',
    'workflows.subject-unknown',
    'workflows.simulation-too-long',
  ],
  input: SimulateInput,
  output: Simulation,
  rate: 'bulk',
  run: async (ctx, input) => {
    if (input.zone !== undefined && !isZone(input.zone))
      throw fail('request.invalid', { issues: [{ path: ['zone'], message: 'no IANA zone' }] })
    const row = await requireWorkflow(ctx, input.workflowId)
    const program = await programAt(ctx, row, input.n)
    const { rehearsed, asked } = await rollBack(ctx, (t) => tryOut(t, row, program, input))
    const { last, steps, unknown } = rehearsed
    return {
      outcome: last.move.kind === 'finish' ? last.move.outcome : null,
      heldReason: last.move.kind === 'hold' ? last.move.reason : null,
      lastError: last.cursor.lastError,
      steps: steps.map(({ seq, nodeId, nodeType, handle, plannedAt, at, trace }) => ({
        seq,
        nodeId,
        nodeType,
        handle,
        trace: Simulation.shape.steps.element.shape.trace.parse(trace),
        plannedAt: plannedAt.toISOString(),
        at: at.toISOString(),
      })),
      messages: await renderAll(ctx, asked),
      arms: { ...last.arms },
      unknown: [...unknown, ...always(input, row.sending_cap_per_minute)],
    }
  },
})

function always({ subjectId }: SimulateInput, perMinute: number | null): string[] {
  return [
    'facts are those of today at every instant, but for what the steps themselves change',
    'the entry rules were not asked: explainAbsence answers them',
    ...(subjectId === undefined ? ['nobody real is walked: consent, hours and caps were not asked, and every step went well'] : []),
    ...(perMinute === null ? [] : [`messages leave at once here, at ${perMinute} a minute in truth, with everybody else's`]),
  ]
}
