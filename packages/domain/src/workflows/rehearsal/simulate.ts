import { SimulateInput, Simulation, SubjectType, type Program } from '@mas/contracts/workflows'
import type { WorkflowRow } from '@mas/db/workflows'
import { fail, query, type Ctx } from '@mas/kernel'
import { graphOf } from '../authoring/draft.ts'
import { requireVersion, requireWorkflow } from '../authoring/find-workflow.ts'
import { judge, told } from '../authoring/judge.ts'
import { isZone } from '../engine/wall-clock.ts'
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
    const program = await programOf(ctx, row, input.n)
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
      unknown: [...unknown, ...always(input)],
    }
  },
})

async function programOf(ctx: Ctx, row: WorkflowRow, n: number | undefined): Promise<Program> {
  if (n !== undefined) return (await requireVersion(ctx, row.id, n)).parsed
  const compiled = await judge(ctx, graphOf(row.draft, row.draft_layout), SubjectType.parse(row.subject_type), row.id)
  if (compiled.program === undefined) throw fail('workflows.graph-invalid', told(compiled))
  return compiled.program
}

function always({ subjectId }: SimulateInput): string[] {
  const facts = 'facts are those of today at every instant, but for what the steps themselves change'
  return subjectId === undefined
    ? [facts, 'nobody real is walked: consent, hours and caps were not asked, and every step went well']
    : [facts]
}
