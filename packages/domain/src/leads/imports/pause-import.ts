import { Import, ImportIdInput } from '@mas/contracts/leads'
import { changeImport } from '@mas/db/leads'
import { command, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { importOf } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

export const pauseImport = command({
  verb: 'leads.pause-import',
  summary: 'Stops a commit after the chunk at work; what is in stays in.',
  permission: 'leads.pause-import',
  refuses: ['leads.import-not-found', 'leads.import-wrong-state'],
  input: ImportIdInput,
  output: Import,
  run: async (t, { importId }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('pause', row)
    const changed = await changeImport(t.tx, importId, { states: importStatesFor.pause }, { state: 'paused' }, t.clock.now())
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await record(t, {
      action: 'leads.pause-import',
      subject: { type: 'import', id: importId },
      before: { state: row.state, settledRows: row.cursor },
      after: { state: 'paused' },
    })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
