import { Import, ImportIdInput } from '@mas/contracts/leads'
import { changeImport } from '@mas/db/leads'
import { command, enqueue, fail, notify } from '@mas/kernel'
import { previewImportJob } from './import-jobs.ts'
import { importOf, noCounts } from './import-model.ts'
import { importStatesFor } from './import-state-rules.ts'
import { importTopic } from './import-topic.ts'
import { lockOwnImport, requireAction } from './own-import.ts'

export const previewImport = command({
  verb: 'leads.preview-import',
  summary: 'Rehearses the import row by row with the code of the commit and changes nothing in the pool.',
  permission: 'leads.preview-import',
  refuses: ['leads.import-not-found', 'leads.import-wrong-state', 'leads.import-already-committed'],
  input: ImportIdInput,
  output: Import,
  run: async (t, { importId }) => {
    const row = await lockOwnImport(t, importId)
    requireAction('preview', row)
    const begun = {
      state: 'previewing',
      cursor: 0,
      previewCounts: noCounts,
      previewedPlanHash: null,
      nextPreviewRun: true as const,
      replaysCut: 0,
    }
    const changed = await changeImport(t.tx, importId, { states: importStatesFor.preview }, begun, t.clock.now())
    if (changed === undefined) throw fail('leads.import-wrong-state', { state: row.state })
    await enqueue(t, previewImportJob, { importId })
    await notify(t, importTopic(importId))
    return importOf(changed)
  },
})
