import { DiffVersionsInput, DiffVersionsOutput } from '@mas/contracts/workflows'
import { query } from '@mas/kernel'
import { diffPrograms } from '../graph/diff-programs.ts'
import { programAt } from '../rehearsal/program-at.ts'
import { requireWorkflow } from './find-workflow.ts'

export const diffVersions = query({
  verb: 'workflows.diff-versions',
  summary: 'Names the nodes that were added, removed or changed between two versions, or a version and the draft; positions do not count.',
  permission: 'workflows.diff-versions',
  refuses: ['workflows.not-found', 'workflows.version-not-found', 'workflows.graph-invalid'],
  input: DiffVersionsInput,
  output: DiffVersionsOutput,
  run: async (ctx, { workflowId, from, to }) => {
    const row = await requireWorkflow(ctx, workflowId)
    return diffPrograms(await programAt(ctx, row, numberOf(from)), await programAt(ctx, row, numberOf(to)))
  },
})

function numberOf(side: number | 'draft'): number | undefined {
  return side === 'draft' ? undefined : side
}
