import { Migration, MigrationRef } from '@mas/contracts/workflows'
import { query } from '@mas/kernel'
import { migrationView, requireMigration } from './migration-view.ts'

export const getMigration = query({
  verb: 'workflows.get-migration',
  summary: 'A migration with its plan, what the simulation counted, and the proof of what was done.',
  permission: 'workflows.get-migration',
  refuses: ['workflows.migration-not-found'],
  input: MigrationRef,
  output: Migration,
  run: async (ctx, { migrationId }) => migrationView(await requireMigration(ctx, migrationId)),
})
