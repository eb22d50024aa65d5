import { ApplyMigrationInput, Migration, StoredPlan } from '@mas/contracts/workflows'
import { setMigration } from '@mas/db/workflows'
import { actorKey, command, enqueue, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { workflowsJobs } from '../jobs.ts'
import { lockInState, migrationView, requireMigration } from './migration-view.ts'
import { peopleByNode } from './people-by-node.ts'

/** From this many runs on, two people have to want it. */
const aloneUpTo = 1_000

export const applyMigration = command({
  verb: 'workflows.apply-migration',
  summary:
    'Moves the live runs as simulated, each in a transaction of its own with its proof; more than 1,000 need a second administrator.',
  permission: 'workflows.apply-migration',
  refuses: [
    'workflows.migration-not-found',
    'workflows.migration-not-applicable',
    'workflows.migration-stale',
    'workflows.needs-second-person',
  ],
  input: ApplyMigrationInput,
  output: Migration,
  run: async (t, { migrationId, reason }) => {
    const row = await lockInState(t, migrationId, ['simulated'])
    const plan = StoredPlan.parse(row.plan)
    const { people: standing } = await peopleByNode(t, row.workflow_id, row.from_n)
    // Whoever has a place in the plan may have moved on; somebody at a node the plan says nothing about was never decided about.
    const known = new Set(plan.lines.filter(({ people, target }) => people > 0 || target === null).map(({ nodeId }) => nodeId))
    const strange = [...standing.keys()].filter((nodeId) => !known.has(nodeId)).toSorted()
    if (strange.length > 0) throw fail('workflows.migration-stale', { nodes: strange })
    const people = [...standing.values()].reduce((sum, n) => sum + n, 0)
    const appliedBy = actorKey(t.actor)
    if (people > aloneUpTo && appliedBy === row.planned_by) throw fail('workflows.needs-second-person', { people })
    await setMigration(t.tx, migrationId, { state: 'applying', plan: { ...plan, people }, appliedBy, at: 'applied_at' }, t.clock.now())
    await enqueue(t, workflowsJobs.applyMigration, { migrationId })
    await record(t, {
      action: 'workflows.apply-migration',
      subject: { type: 'workflow', id: row.workflow_id },
      after: { migrationId, from: row.from_n, to: row.to_n, people },
      reason,
    })
    return migrationView(await requireMigration(t, migrationId))
  },
})
