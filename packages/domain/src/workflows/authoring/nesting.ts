import { SubjectType, type Issue, type Program } from '@mas/contracts/workflows'
import { lockSubjects, type WorkflowRow } from '@mas/db/workflows'
import { fail, type TxCtx } from '@mas/kernel'
import { checkSubWorkflow } from '../graph/check-sub-workflow.ts'
import { readInstallation } from './read-installation.ts'

/**
 * Who starts whom is settled by one at a time: two workflows that are put in force at the same moment, each to start the other, would each
 * find the other one harmless. Held until the transaction ends, by whoever puts a version in force that starts others.
 */
export async function lockNesting(t: TxCtx, nodes: Iterable<{ readonly type: string }>): Promise<void> {
  if ([...nodes].some(({ type }) => type === 'sub-workflow')) await lockSubjects(t.tx, ['workflows.nesting'])
}

/** A version that was published when its children led elsewhere may lead back by now. The caller holds the lock of nesting. */
export async function requireNesting(t: TxCtx, row: WorkflowRow, program: Program): Promise<void> {
  const subject = SubjectType.parse(row.subject_type)
  const nodes = Object.entries(program.nodes)
  if (!nodes.some(([, { type }]) => type === 'sub-workflow')) return
  const installation = await readInstallation(t, { nodes: nodes.map(([, { type, data }]) => ({ type, data })) }, subject, row.id)
  const issues: Issue[] = []
  for (const [nodeId, node] of nodes)
    if (node.type === 'sub-workflow')
      checkSubWorkflow(
        { installation, subject, workflowId: row.id },
        node,
        (code, path, detail) => void issues.push({ code, nodeId, path, detail }),
      )
  if (issues.length > 0) throw fail('workflows.graph-invalid', { issues })
}
