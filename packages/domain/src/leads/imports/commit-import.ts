import { CommitImportInput, Import } from '@mas/contracts/leads'
import { changeImport, isFileCommitted } from '@mas/db/leads'
import { command, enqueue, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { commitImportJob } from './import-jobs.ts'
import { importOf, noCounts } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

export const commitImport = command({
  verb: 'leads.commit-import',
  summary: 'Takes the previewed rows into the pool in the background; once only, and only the plan whose preview was looked at.',
  permission: 'leads.commit-import',
  refuses: [
    'leads.import-not-found',
    'leads.import-not-previewed',
    'leads.import-preview-stale',
    'leads.import-already-committed',
    'leads.import-wrong-state',
    'leads.import-duplicate-file',
  ],
  input: CommitImportInput,
  output: Import,
  run: async (t, { importId, planHash }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('commit', row, planHash)
    if (!row.allow_repeat && (await isFileCommitted(t.tx, row.file_sha256, importId))) throw fail('leads.import-duplicate-file')
    const changed = await changeImport(
      t.tx,
      importId,
      { states: importStatesFor.commit },
      { state: 'committing', cursor: 0, counts: noCounts, drift: 0 },
      t.clock.now(),
    )
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await record(t, {
      action: 'leads.commit-import',
      subject: { type: 'import', id: importId },
      before: { state: row.state },
      after: { state: 'committing', planHash },
    })
    await enqueue(t, commitImportJob, { importId })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
