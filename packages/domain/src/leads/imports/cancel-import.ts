import { Import, ImportIdInput } from '@mas/contracts/leads'
import { changeImport } from '@mas/db/leads'
import { command, fail, notify } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { importOf } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

export const cancelImport = command({
  verb: 'leads.cancel-import',
  summary: 'Gives an import up before it is committed; nothing of it ever reached the pool.',
  permission: 'leads.cancel-import',
  refuses: ['leads.import-not-found', 'leads.import-wrong-state', 'leads.import-already-committed'],
  input: ImportIdInput,
  output: Import,
  run: async (t, { importId }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('cancel', row)
    const changed = await changeImport(t.tx, importId, { states: importStatesFor.cancel }, { state: 'cancelled' }, t.clock.now())
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await record(t, {
      action: 'leads.cancel-import',
      subject: { type: 'import', id: importId },
      before: { state: row.state, settledRows: row.cursor },
      after: { state: 'cancelled' },
    })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
