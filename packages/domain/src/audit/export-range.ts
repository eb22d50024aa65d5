import { ExportRangeInput, ExportRangeOutput } from '@mas/contracts/audit'
import { exportEntries } from '@mas/db/audit'
import { command, cutPage } from '@mas/kernel'
import { positionOf, readPosition } from './position.ts'
import { entryFilter } from './reading-rules.ts'
import { record } from './record.ts'

const list = 'audit.export-range'
/**
 * An entry carries the instant of its act and is seen when its transaction commits. Whoever pages oldest first passes the
 * place of one that commits late, so a page ends where no transaction of ours can still be at work.
 */
const settledAfterMs = 120_000

export const exportRange = command({
  verb: 'audit.export-range',
  summary:
    'Gives entries as they were hashed, oldest first, up to 1,000 a call, at most 366 days; sealed values stay sealed, and every call is recorded. What is younger than two minutes may still be on its way and comes with a later call.',
  permission: 'audit.export-range',
  refuses: ['audit.range-too-wide'],
  rate: 'bulk',
  fresh: true,
  input: ExportRangeInput,
  output: ExportRangeOutput,
  run: async (t, { cursor, limit, reason, ...asked }) => {
    const now = t.clock.now()
    const filter = entryFilter(t.actor, asked, now)
    const settled = new Date(now.getTime() - settledAfterMs).toISOString()
    const until = filter.to === undefined || filter.to > settled ? settled : filter.to
    const found = await exportEntries(t.tx, { ...filter, to: until, after: readPosition(list, cursor), limit: limit + 1 })
    const page = cutPage(list, found, limit, positionOf)
    await record(t, {
      action: list,
      subject: { type: 'audit-export', id: t.requestId },
      after: { ...asked, until, rows: page.items.length, continued: cursor !== undefined },
      reason,
      effect: 'read',
    })
    return { ...page, until, items: page.items.map(({ body, chain, seq, hash }) => ({ body, chain, seq, hash })) }
  },
})
