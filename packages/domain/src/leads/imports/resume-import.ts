import { Import, ImportIdInput } from '@mas/contracts/leads'
import { changeImport } from '@mas/db/leads'
import { command, enqueue, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { commitImportJob } from './import-jobs.ts'
import { importOf } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

export const resumeImport = command({
  verb: 'leads.resume-import',
  summary: 'Goes on with a paused commit at the row where it stopped.',
  permission: 'leads.resume-import',
  refuses: ['leads.import-not-found', 'leads.import-wrong-state'],
  input: ImportIdInput,
  output: Import,
  run: async (t, { importId }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('resume', row)
    const changed = await changeImport(t.tx, importId, { states: importStatesFor.resume }, { state: 'committing' }, t.clock.now())
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await record(t, {
      action: 'leads.resume-import',
      subject: { type: 'import', id: importId },
      before: { state: row.state, settledRows: row.cursor },
      after: { state: 'committing' },
    })
    await enqueue(t, commitImportJob, { importId })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
