import { CopyWorkflowInput, Saved, SubjectType } from '@mas/contracts/workflows'
import { command } from '@mas/kernel'
import { requireWorkflow } from './find-workflow.ts'
import { graphAt } from './graph-at.ts'
import { startWorkflow } from './start-workflow.ts'
import { rulesOf } from './workflow-view.ts'

export const copyWorkflow = command({
  verb: 'workflows.copy-workflow',
  summary:
    'Begins a new workflow with the draft, or a published version, and the entry rules of another; people and figures are not copied.',
  permission: 'workflows.copy-workflow',
  refuses: ['workflows.not-found', 'workflows.version-not-found', 'workflows.key-taken'],
  input: CopyWorkflowInput,
  output: Saved,
  run: async (t, { workflowId, n, key, name }) => {
    const row = await requireWorkflow(t, workflowId)
    const graph = await graphAt(t, row, n ?? 'draft')
    return startWorkflow(t, 'workflows.copy-workflow', {
      key,
      name,
      subjectType: SubjectType.parse(row.subject_type),
      graph,
      rules: rulesOf(row),
    })
  },
})
