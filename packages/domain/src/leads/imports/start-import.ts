import { Import, StartImportInput } from '@mas/contracts/leads'
import { findImport, insertImport, isFileCommitted } from '@mas/db/leads'
import { command, enqueue, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { importOwnerRef } from './create-import-upload.ts'
import { stageImport } from './import-jobs.ts'
import { importOf } from './import-model.ts'
import { importer } from './own-import.ts'

const files = filesFor('leads')

export const startImport = command({
  verb: 'leads.start-import',
  summary:
    'Starts an import from an uploaded lead file and has its rows read; the same file committed before is refused unless `allowRepeat`.',
  permission: 'leads.start-import',
  refuses: [
    'leads.import-not-found',
    'leads.import-duplicate-file',
    'leads.import-wrong-state',
    'files.not-ready',
    'files.gone',
    'files.quarantined',
  ],
  input: StartImportInput,
  output: Import,
  run: async (t, { fileId, allowRepeat }) => {
    const createdBy = importer(t)
    const file = await files.findStored(t, fileId)
    if (file === undefined || file.sha256 === null || file.owner_ref !== importOwnerRef(createdBy)) throw fail('leads.import-not-found')
    const now = t.clock.now()
    const id = newId(now.getTime())
    if (!allowRepeat && (await isFileCommitted(t.tx, file.sha256, id))) throw fail('leads.import-duplicate-file')
    await insertImport(t.tx, {
      id,
      fileId,
      fileName: file.name,
      fileSha256: file.sha256,
      platform: t.platform,
      createdBy,
      allowRepeat,
      now,
    })
    await record(t, {
      action: 'leads.start-import',
      subject: { type: 'import', id },
      after: { fileId, fileSha256: file.sha256, allowRepeat },
    })
    await enqueue(t, stageImport, { importId: id })
    const row = await findImport(t.tx, id)
    if (row === undefined) throw fail('leads.import-not-found')
    return importOf(row)
  },
})
