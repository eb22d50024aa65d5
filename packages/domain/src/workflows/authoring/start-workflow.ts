import type { EntryRules, Graph, Saved, SubjectType } from '@mas/contracts/workflows'
import { insertWorkflow } from '@mas/db/workflows'
import { actorKey, newId, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import { record } from '../../audit/index.ts'
import { storedOf } from './draft.ts'
import { judge, told } from './judge.ts'

/** Writes a new draft workflow: created, copied or imported. */
export async function startWorkflow(
  t: TxCtx,
  action: string,
  made: { key: string; name: string; subjectType: SubjectType; graph: Graph; rules: EntryRules },
): Promise<z.input<typeof Saved>> {
  const at = t.clock.now()
  const id = newId(at.getTime())
  const { key, name, subjectType, graph, rules } = made
  await insertWorkflow(t.tx, { id, key, name, subjectType, ...storedOf(graph), rules, by: actorKey(t.actor), at })
  await record(t, { action, subject: { type: 'workflow', id }, after: { key, name, subjectType, nodes: graph.nodes.length } })
  return { workflowId: id, revision: 1, ...told(await judge(t, graph, subjectType, id)) }
}
