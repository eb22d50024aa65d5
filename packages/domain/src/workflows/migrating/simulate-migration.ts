import { Migration, MigrationRef, StoredPlan } from '@mas/contracts/workflows'
import { lookAtCursors, runsOfVersion, setMigration } from '@mas/db/workflows'
import { flow, inTx, type Ctx } from '@mas/kernel'
import { moveOf } from './migration-rules.ts'
import { lockInState, migrationView, planOf, programsOf, requireMigration } from './migration-view.ts'
import { standingsOf } from './standing.ts'
import { MigrationTally } from './tally.ts'

const chunk = 500

export const simulateMigration = flow({
  verb: 'workflows.simulate-migration',
  summary: 'Decides for every live run what a migration would do to it, and keeps nothing but the counts.',
  permission: 'workflows.simulate-migration',
  refuses: ['workflows.migration-not-found', 'workflows.migration-not-applicable'],
  rate: 'bulk',
  input: MigrationRef,
  output: Migration,
  run: async (ctx, { migrationId }) => {
    const simulated = await simulate(ctx, migrationId)
    await inTx(ctx, async (t) => {
      const row = await lockInState(t, migrationId, ['draft', 'simulated'])
      const plan = { ...StoredPlan.parse(row.plan), simulated: simulated.counts() }
      await setMigration(t.tx, migrationId, { state: 'simulated', plan, at: 'simulated_at' }, t.clock.now())
    })
    return migrationView(await requireMigration(ctx, migrationId))
  },
})

async function simulate(ctx: Ctx, migrationId: string): Promise<MigrationTally> {
  const row = await requireMigration(ctx, migrationId)
  const { from, to } = await programsOf(ctx, row)
  const tally = new MigrationTally()
  for (let after: string | null = null; ;) {
    const runs: { id: string }[] = await runsOfVersion(ctx.db, row.workflow_id, row.from_n, after, chunk)
    const cursors = await lookAtCursors(
      ctx.db,
      runs.map(({ id }) => id),
    )
    for (const { standing } of await standingsOf(ctx, cursors)) tally.add(moveOf(from, to, planOf(row), standing, ctx.clock.now()))
    after = runs.at(-1)?.id ?? null
    if (runs.length < chunk) return tally
  }
}
