import { CreateWorkflowInput, ImportWorkflowInput, Saved, WorkflowDocument } from '@mas/contracts/workflows'
import { command, fail } from '@mas/kernel'
import { pointer } from '../graph/parse-graph.ts'
import { requireGraph } from './judge.ts'
import { startWorkflow } from './start-workflow.ts'

const Head = WorkflowDocument.omit({ graph: true })
const CreateNames = CreateWorkflowInput.pick({ key: true, name: true })

export const importWorkflow = command({
  verb: 'workflows.import-workflow',
  summary: 'Begins a new draft workflow from an exported document; what it refers to and is missing here is told as issues.',
  permission: 'workflows.import-workflow',
  refuses: ['workflows.graph-invalid', 'workflows.key-taken'],
  input: ImportWorkflowInput,
  output: Saved,
  run: (t, { document, key, name }) => {
    const head = Head.safeParse(document)
    if (!head.success)
      throw fail('workflows.graph-invalid', {
        issues: head.error.issues.slice(0, 50).map(({ path, message }) => ({ path: pointer(path), message })),
      })
    const graph = requireGraph(graphIn(document))
    const { rules, subjectType } = head.data
    const names = CreateNames.safeParse({ key: key ?? head.data.key, name: name ?? head.data.name })
    if (!names.success) throw fail('workflows.graph-invalid', { issues: [{ path: '/key', message: 'the key or the name cannot be used' }] })
    return startWorkflow(t, 'workflows.import-workflow', { ...names.data, subjectType, graph, rules })
  },
})

function graphIn(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'graph' in document ? document.graph : undefined
}
