import { CreateWorkflowInput, Saved } from '@mas/contracts/workflows'
import { command } from '@mas/kernel'
import { emptyGraph } from './draft.ts'
import { requireGraph } from './judge.ts'
import { startWorkflow } from './start-workflow.ts'
import { defaultRules } from './workflow-view.ts'

export const createWorkflow = command({
  verb: 'workflows.create-workflow',
  summary: 'Begins a workflow as a draft that nobody enters; issues say what still stops it from being published.',
  permission: 'workflows.create-workflow',
  refuses: ['workflows.graph-invalid', 'workflows.key-taken'],
  input: CreateWorkflowInput,
  output: Saved,
  run: (t, { graph, ...head }) => {
    const drawn = graph === undefined ? emptyGraph : requireGraph(graph)
    return startWorkflow(t, 'workflows.create-workflow', { ...head, graph: drawn, rules: defaultRules })
  },
})
