import { Migration, PlanMigrationInput, type Program } from '@mas/contracts/workflows'
import { findProgram, insertMigration } from '@mas/db/workflows'
import { actorKey, command, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { badMappings, targetOf } from './migration-rules.ts'
import { migrationView, programsOf, requireMigration } from './migration-view.ts'
import { peopleByNode } from './people-by-node.ts'

export const planMigration = command({
  verb: 'workflows.plan-migration',
  summary: 'Plans moving the people of one version to another: every node with who stands there and where they would go, or why not.',
  permission: 'workflows.plan-migration',
  refuses: ['workflows.version-not-found', 'workflows.mapping-incompatible'],
  input: PlanMigrationInput,
  output: Migration,
  run: async (t, { workflowId, fromN, toN, mapping, unmapped, timers }) => {
    for (const n of [fromN, toN])
      if ((await findProgram(t.tx, workflowId, n)) === undefined) throw fail('workflows.version-not-found', { n })
    const { from, to } = await programsOf(t, { workflow_id: workflowId, from_n: fromN, to_n: toN })
    const bad = badMappings(from, to, mapping)
    if (bad.length > 0) throw fail('workflows.mapping-incompatible', { nodes: bad })
    const { people } = await peopleByNode(t, workflowId, fromN)
    const lines = linesOf(from, to, mapping, people)
    const id = newId(t.clock.now().getTime())
    const plan = { lines, people: [...people.values()].reduce((sum, n) => sum + n, 0), simulated: null }
    await insertMigration(
      t.tx,
      { id, workflowId, fromN, toN, mapping, unmapped, timers, plan, plannedBy: actorKey(t.actor) },
      t.clock.now(),
    )
    await record(t, {
      action: 'workflows.plan-migration',
      subject: { type: 'workflow', id: workflowId },
      after: { migrationId: id, from: fromN, to: toN, people: plan.people },
    })
    return migrationView(await requireMigration(t, id))
  },
})

/** Nodes where somebody stands, and those that lead nowhere. */
function linesOf(from: Program, to: Program, mapping: Readonly<Record<string, string>>, people: ReadonlyMap<string, number>) {
  const nodes = [...new Set([...Object.keys(from.nodes), ...people.keys()])].toSorted()
  return nodes
    .map((nodeId) => {
      const { to: target, why } = targetOf(from, to, mapping, nodeId)
      return { nodeId, people: people.get(nodeId) ?? 0, target, why }
    })
    .filter((line) => line.people > 0 || line.target === null)
}
