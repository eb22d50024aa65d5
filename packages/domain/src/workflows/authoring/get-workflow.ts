import { GetWorkflowInput, NodeType, SubjectType, Workflow, type Graph } from '@mas/contracts/workflows'
import { findDraft, latestVersions, type WorkflowRow } from '@mas/db/workflows'
import { fail, query, type Ctx } from '@mas/kernel'
import { currentNodes } from '../graph/installed-nodes.ts'
import { graphOf } from './draft.ts'
import { requireWorkflow } from './find-workflow.ts'
import { graphAt } from './graph-at.ts'
import { rulesOf, summaryOf } from './workflow-view.ts'

export const getWorkflow = query({
  verb: 'workflows.get-workflow',
  summary: 'One workflow with its rules and its graph: the draft, an earlier draft of the latest 50, or a published version.',
  permission: 'workflows.get-workflow',
  refuses: ['workflows.not-found', 'workflows.version-not-found'],
  input: GetWorkflowInput,
  output: Workflow,
  run: async (ctx, { workflowId, n, draftRevision }) => {
    const row = await requireWorkflow(ctx, workflowId)
    const { shown, graph } = await show(ctx, row, n, draftRevision)
    const versions = await latestVersions(ctx.db, workflowId, 50)
    const subject = SubjectType.parse(row.subject_type)
    return {
      ...summaryOf(row),
      rules: { ...rulesOf(row), revision: row.rules_revision },
      shown,
      graph,
      versions: versions.map(({ published_by, published_at, ...rest }) => ({
        ...rest,
        publishedBy: published_by,
        publishedAt: published_at.toISOString(),
      })),
      nodeTypes: NodeType.options.filter((type) => currentNodes(type, subject)),
    }
  },
})

async function show(
  ctx: Ctx,
  row: WorkflowRow,
  n: number | undefined,
  revision: number | undefined,
): Promise<{ shown: string; graph: Graph }> {
  if (n !== undefined) return { shown: `version-${n}`, graph: await graphAt(ctx, row, n) }
  if (revision === undefined) return { shown: 'draft', graph: await graphAt(ctx, row, 'draft') }
  const found = await findDraft(ctx.db, row.id, revision)
  if (found === undefined) throw fail('workflows.version-not-found')
  return { shown: `draft-${revision}`, graph: graphOf(found.draft, found.layout) }
}
