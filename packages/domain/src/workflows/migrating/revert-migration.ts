import { ApplyMigrationInput, Migration } from '@mas/contracts/workflows'
import { setMigration } from '@mas/db/workflows'
import { command, enqueue, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { workflowsJobs } from '../jobs.ts'
import { lockInState, migrationView, requireMigration } from './migration-view.ts'

const revertMs = 7 * 86_400_000

export const revertMigration = command({
  verb: 'workflows.revert-migration',
  summary: 'Takes a migration back within seven days, for the runs that have not gone on since; the others stay and are counted.',
  permission: 'workflows.revert-migration',
  refuses: ['workflows.migration-not-found', 'workflows.migration-not-applicable', 'workflows.revert-expired'],
  input: ApplyMigrationInput,
  output: Migration,
  run: async (t, { migrationId, reason }) => {
    const row = await lockInState(t, migrationId, ['applied'])
    const now = t.clock.now()
    if (row.applied_at === null || now.getTime() - row.applied_at.getTime() > revertMs) throw fail('workflows.revert-expired')
    await setMigration(t.tx, migrationId, { state: 'reverting' }, now)
    await enqueue(t, workflowsJobs.revertMigration, { migrationId })
    await record(t, {
      action: 'workflows.revert-migration',
      subject: { type: 'workflow', id: row.workflow_id },
      before: { version: row.to_n },
      after: { migrationId, version: row.from_n },
      reason,
    })
    return migrationView(await requireMigration(t, migrationId))
  },
})
