import { PublishInput, PublishOutput, SubjectType, type Program } from '@mas/contracts/workflows'
import { findVersionByHash, insertVersion, type WorkflowRow } from '@mas/db/workflows'
import { actorKey, command, fail, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { interestsOf } from '../engine/load-program.ts'
import { programHash } from '../graph/program-hash.ts'
import { activate } from './activate-version.ts'
import { graphOf } from './draft.ts'
import { lockOpen } from './find-workflow.ts'
import { judge, told } from './judge.ts'
import { lockNesting } from './nesting.ts'

export const publish = command({
  verb: 'workflows.publish',
  summary:
    'Makes the draft a version that never changes again and, unless told otherwise, what new entrants get; running people stay in theirs.',
  permission: 'workflows.publish',
  refuses: ['workflows.not-found', 'workflows.archived', 'workflows.stale', 'workflows.graph-invalid', 'workflows.unchanged'],
  input: PublishInput,
  output: PublishOutput,
  run: async (t, { workflowId, revision, note, activate: atOnce }) => {
    const row = await lockOpen(t, workflowId)
    if (revision !== undefined && revision !== row.draft_revision) throw fail('workflows.stale', { revision: row.draft_revision })
    const graph = graphOf(row.draft, row.draft_layout)
    await lockNesting(t, graph.nodes)
    const compiled = await judge(t, graph, SubjectType.parse(row.subject_type), workflowId)
    const { program, layout, warnings } = compiled
    if (program === undefined) throw fail('workflows.graph-invalid', told(compiled))
    const { n, hash } = await addVersion(t, row, program, layout, note ?? '')
    if (atOnce) await activate(t, row, { n, program })
    await record(t, {
      action: 'workflows.publish',
      subject: { type: 'workflow', id: workflowId },
      before: { lastVersion: row.last_version, activeVersion: row.active_version },
      after: { lastVersion: n, activeVersion: atOnce ? n : row.active_version, hash },
      ...(note !== undefined && { reason: note }),
    })
    return { n, hash, warnings: warnings.slice(0, 500) }
  },
})

async function addVersion(
  t: TxCtx,
  row: WorkflowRow,
  program: Program,
  layout: unknown,
  note: string,
): Promise<{ n: number; hash: string }> {
  const hash = programHash(program)
  const same = await findVersionByHash(t.tx, row.id, hash)
  if (same !== undefined) throw fail('workflows.unchanged', { n: same })
  const [by, at] = [actorKey(t.actor), t.clock.now()]
  return {
    n: await insertVersion(t.tx, { workflowId: row.id, program, layout, hash, interests: interestsOf(program), by, at, note }),
    hash,
  }
}
