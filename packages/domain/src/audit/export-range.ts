import { ExportRangeInput, ExportRangeOutput } from '@mas/contracts/audit'
import { exportEntries } from '@mas/db/audit'
import { command, cutPage } from '@mas/kernel'
import { positionOf, readPosition } from './position.ts'
import { entryFilter } from './reading-rules.ts'
import { record } from './record.ts'

const list = 'audit.export-range'

export const exportRange = command({
  verb: 'audit.export-range',
  summary:
    'Gives entries as they were hashed, oldest first, up to 1,000 a call, at most 366 days; sealed values stay sealed, and every call is recorded.',
  permission: 'audit.export-range',
  refuses: ['audit.range-too-wide'],
  rate: 'bulk',
  fresh: true,
  input: ExportRangeInput,
  output: ExportRangeOutput,
  run: async (t, { cursor, limit, reason, ...asked }) => {
    const filter = entryFilter(t.actor, asked, t.clock.now())
    const found = await exportEntries(t.tx, { ...filter, after: readPosition(list, cursor), limit: limit + 1 })
    const page = cutPage(list, found, limit, positionOf)
    await record(t, {
      action: list,
      subject: { type: 'audit-export', id: t.requestId },
      after: { ...asked, rows: page.items.length, continued: cursor !== undefined },
      reason,
      effect: 'read',
    })
    return { ...page, items: page.items.map(({ body, chain, seq, hash }) => ({ body, chain, seq, hash })) }
  },
})
