import { FileSummary, SetLegalHoldInput } from '@mas/contracts/files'
import { findObject } from '@mas/db/files'
import { command, fail } from '@mas/kernel'
import { fileSummary } from './file-summary.ts'
import { holdFile } from './keep-parts.ts'

export const setLegalHold = command({
  verb: 'files.set-legal-hold',
  summary: 'Holds a file for a court or an audit, or lets it go; while it is held nothing deletes it, its retention included.',
  permission: 'files.set-legal-hold',
  refuses: ['request.not-found', 'files.purged', 'files.not-ready'],
  input: SetLegalHoldInput,
  output: FileSummary,
  run: async (t, { fileId, hold, reason }) => {
    await holdFile(t, fileId, hold, reason)
    const row = await findObject(t.tx, fileId)
    if (row === undefined) throw fail('request.not-found')
    return fileSummary(row)
  },
})
