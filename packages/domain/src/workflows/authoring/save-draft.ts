import { SaveDraftInput, Saved, SubjectType } from '@mas/contracts/workflows'
import { saveDraftRow } from '@mas/db/workflows'
import { actorKey, command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { storedOf } from './draft.ts'
import { requireWorkflow } from './find-workflow.ts'
import { judge, requireGraph, told } from './judge.ts'

export const saveDraft = command({
  verb: 'workflows.save-draft',
  summary: 'Saves the draft, wrong as it may be, if nobody saved another since `revision`; people in the workflow notice nothing.',
  permission: 'workflows.save-draft',
  refuses: ['workflows.not-found', 'workflows.stale', 'workflows.archived', 'workflows.graph-invalid'],
  input: SaveDraftInput,
  output: Saved,
  run: async (t, { workflowId, revision, graph, name }) => {
    const drawn = requireGraph(graph)
    const by = actorKey(t.actor)
    const saved = await saveDraftRow(t.tx, { workflowId, revision, ...storedOf(drawn), name: name ?? null, by, at: t.clock.now() })
    const row = await requireWorkflow(t, workflowId)
    if (saved === undefined)
      throw row.status === 'archived' ? fail('workflows.archived') : fail('workflows.stale', { revision: row.draft_revision })
    await record(t, {
      action: 'workflows.save-draft',
      subject: { type: 'workflow', id: workflowId },
      before: { revision },
      after: { revision: saved, nodes: drawn.nodes.length },
    })
    return { workflowId, revision: saved, ...told(await judge(t, drawn, SubjectType.parse(row.subject_type), workflowId)) }
  },
})
