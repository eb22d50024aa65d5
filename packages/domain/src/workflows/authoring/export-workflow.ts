import { ExportWorkflowInput, SubjectType, WorkflowDocument } from '@mas/contracts/workflows'
import { command } from '@mas/kernel'
import { recordRead } from '../../audit/index.ts'
import { requireWorkflow } from './find-workflow.ts'
import { graphAt } from './graph-at.ts'
import { rulesOf } from './workflow-view.ts'

export const exportWorkflow = command({
  verb: 'workflows.export-workflow',
  summary: 'Answers the draft, or a published version, with its entry rules as a document that `importWorkflow` takes anywhere.',
  permission: 'workflows.export-workflow',
  refuses: ['workflows.not-found', 'workflows.version-not-found'],
  input: ExportWorkflowInput,
  output: WorkflowDocument,
  run: async (t, { workflowId, n }) => {
    const row = await requireWorkflow(t, workflowId)
    const graph = await graphAt(t, row, n ?? 'draft')
    await recordRead(t, { action: 'workflows.export-workflow', subject: { type: 'workflow', id: workflowId }, after: { of: n ?? 'draft' } })
    const { key, name } = row
    return { format: 'mas-workflow-1' as const, key, name, subjectType: SubjectType.parse(row.subject_type), rules: rulesOf(row), graph }
  },
})
