import { FilePurpose, FileSummary, RestoreObjectInput, fileStored } from '@mas/contracts/files'
import { findObject, markRestored } from '@mas/db/files'
import { command, emit, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { fileSummary } from './file-summary.ts'
import { retainUntil } from './purpose-limits.ts'
import { storedFact } from './settle.ts'

export const restoreObject = command({
  verb: 'files.restore-object',
  summary:
    'Brings a deleted file back within 7 days, or lets one out of quarantine that the scanner could not look at; an infected one never comes back.',
  permission: 'files.restore-object',
  refuses: ['request.not-found', 'files.purged', 'files.quarantined', 'files.not-ready'],
  input: RestoreObjectInput,
  output: FileSummary,
  run: async (t, { fileId, reason }) => {
    const before = await findObject(t.tx, fileId)
    if (before === undefined) throw fail('request.not-found')
    const keptUntil = await retainUntil(t, FilePurpose.parse(before.purpose), before.owner_domain)
    const row = await markRestored(t.tx, fileId, t.clock.now(), keptUntil)
    if (row === undefined) {
      const now = (await findObject(t.tx, fileId)) ?? before
      if (now.state === 'stored') return fileSummary(now)
      if (now.verdict === 'infected') throw fail('files.quarantined')
      throw fail(['ticket', 'uploaded', 'scanning'].includes(now.state) ? 'files.not-ready' : 'files.purged')
    }
    await record(t, {
      action: 'files.restore-object',
      subject: { type: 'file', id: fileId },
      before: { state: before.state },
      after: { state: row.state },
      reason,
    })
    // Nobody has heard of what went from the scanner straight into quarantine.
    if (before.state === 'quarantined') await emit(t, fileStored, storedFact(row, 'unscannable', row.size ?? 0))
    return fileSummary(row)
  },
})
