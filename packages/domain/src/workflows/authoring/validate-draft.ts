import { SubjectType, ValidateDraftInput, ValidateDraftOutput } from '@mas/contracts/workflows'
import { query } from '@mas/kernel'
import { requireWorkflow } from './find-workflow.ts'
import { graphAt } from './graph-at.ts'
import { judge, told } from './judge.ts'

export const validateDraft = query({
  verb: 'workflows.validate-draft',
  summary: 'Tells everything that stops the draft from being published as things stand today, and what deserves a second look.',
  permission: 'workflows.validate-draft',
  refuses: ['workflows.not-found', 'workflows.version-not-found'],
  input: ValidateDraftInput,
  output: ValidateDraftOutput,
  run: async (ctx, { workflowId, n }) => {
    const row = await requireWorkflow(ctx, workflowId)
    const drawn = await graphAt(ctx, row, n ?? 'draft')
    return told(await judge(ctx, drawn, SubjectType.parse(row.subject_type), workflowId))
  },
})
