import { SetEntryRulesInput, StoredEntryRules } from '@mas/contracts/workflows'
import { setRules } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { lockOpen } from './find-workflow.ts'
import { rulesOf } from './workflow-view.ts'

export const setEntryRules = command({
  verb: 'workflows.set-entry-rules',
  summary:
    'Changes who may enter again and when, mutual exclusion, and the caps; only what is named changes, and it counts for entries from now on.',
  permission: 'workflows.set-entry-rules',
  refuses: ['workflows.not-found', 'workflows.stale', 'workflows.archived'],
  input: SetEntryRulesInput,
  output: StoredEntryRules,
  run: async (t, { workflowId, revision, ...changes }) => {
    const row = await lockOpen(t, workflowId)
    const before = rulesOf(row)
    const after = { ...before, ...given(changes) }
    const set = await setRules(t.tx, workflowId, { ...after, revision, at: t.clock.now() })
    if (set === undefined) throw fail('workflows.stale', { revision: row.rules_revision })
    await record(t, { action: 'workflows.set-entry-rules', subject: { type: 'workflow', id: workflowId }, before, after })
    return { ...after, revision: set.rules_revision }
  },
})

/** What was left out keeps its value; null is a value. */
function given<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return definedOf(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
}

/** Entries of an object whose undefined members were just removed. */
function definedOf<T>(entries: Record<string, unknown>): T {
  return entries as T
}
