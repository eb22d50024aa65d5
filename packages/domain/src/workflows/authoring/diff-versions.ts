import { DiffVersionsInput, DiffVersionsOutput, SubjectType, type Program } from '@mas/contracts/workflows'
import type { WorkflowRow } from '@mas/db/workflows'
import { fail, query, type Ctx } from '@mas/kernel'
import { diffPrograms } from '../graph/diff-programs.ts'
import { graphOf } from './draft.ts'
import { requireVersion, requireWorkflow } from './find-workflow.ts'
import { judge, told } from './judge.ts'

export const diffVersions = query({
  verb: 'workflows.diff-versions',
  summary: 'Names the nodes that were added, removed or changed between two versions, or a version and the draft; positions do not count.',
  permission: 'workflows.diff-versions',
  refuses: ['workflows.not-found', 'workflows.version-not-found', 'workflows.graph-invalid'],
  input: DiffVersionsInput,
  output: DiffVersionsOutput,
  run: async (ctx, { workflowId, from, to }) => {
    const row = await requireWorkflow(ctx, workflowId)
    return diffPrograms(await programAt(ctx, row, from), await programAt(ctx, row, to))
  },
})

async function programAt(ctx: Ctx, row: WorkflowRow, at: number | 'draft'): Promise<Program> {
  if (at !== 'draft') return (await requireVersion(ctx, row.id, at)).parsed
  const compiled = await judge(ctx, graphOf(row.draft, row.draft_layout), SubjectType.parse(row.subject_type), row.id)
  if (compiled.program === undefined) throw fail('workflows.graph-invalid', told(compiled))
  return compiled.program
}
