import { Import, ImportIdInput } from '@mas/contracts/leads'
import { changeImport } from '@mas/db/leads'
import { command, enqueue, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { readSetting } from '../../settings/index.ts'
import { undoImportJob } from './import-jobs.ts'
import { importOf, noUndoCounts } from './import-model.ts'
import { importUndoDays } from './import-settings.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

const dayMs = 24 * 3_600_000

export const undoImport = command({
  verb: 'leads.undo-import',
  summary:
    'Takes a committed import back as far as nobody has built on it: untouched leads are withdrawn, changed values put back, everything else is kept and named.',
  permission: 'leads.undo-import',
  refuses: ['leads.import-not-found', 'leads.import-not-undoable', 'leads.import-undo-expired'],
  input: ImportIdInput,
  output: Import,
  run: async (t, { importId }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('undo', row)
    const now = t.clock.now()
    const days = await readSetting(t, importUndoDays)
    if (row.committed_at === null || now.getTime() - new Date(row.committed_at).getTime() > days * dayMs)
      throw fail('leads.import-undo-expired', { days })
    if (row.rows_dropped_at !== null) throw fail('leads.import-undo-expired', { days })
    const changed = await changeImport(
      t.tx,
      importId,
      { states: importStatesFor.undo },
      { state: 'undoing', cursor: row.row_count, undoCounts: noUndoCounts },
      now,
    )
    if (changed === undefined) throw fail('leads.import-not-undoable', { state: row.state })
    await record(t, {
      action: 'leads.undo-import',
      subject: { type: 'import', id: importId },
      before: { state: row.state },
      after: { state: 'undoing' },
    })
    await enqueue(t, undoImportJob, { importId })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
