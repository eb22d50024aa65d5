import { SubjectType, ValidateDraftInput, ValidateDraftOutput } from '@mas/contracts/workflows'
import { query } from '@mas/kernel'
import { graphOf } from './draft.ts'
import { requireWorkflow } from './find-workflow.ts'
import { judge, requireGraph, told } from './judge.ts'

export const validateDraft = query({
  verb: 'workflows.validate-draft',
  summary: 'Tells everything that stops a draft, or a graph not yet saved, from being published, and what deserves a second look.',
  permission: 'workflows.validate-draft',
  refuses: ['workflows.not-found', 'workflows.graph-invalid'],
  input: ValidateDraftInput,
  output: ValidateDraftOutput,
  run: async (ctx, { workflowId, graph }) => {
    const row = await requireWorkflow(ctx, workflowId)
    const drawn = graph === undefined ? graphOf(row.draft, row.draft_layout) : requireGraph(graph)
    return told(await judge(ctx, drawn, SubjectType.parse(row.subject_type), workflowId))
  },
})
