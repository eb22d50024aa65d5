import { ExportLeadsInput, LeadExport } from '@mas/contracts/leads'
import { findSegmentRow, insertExport, readCounts } from '@mas/db/leads'
import { command, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { reachOf } from '../reach.ts'
import { segmentsOf } from '../segments/segment-view.ts'
import { writeExport } from './export-jobs.ts'
import { exportOf } from './export-view.ts'
import { exportMostRows, exportsOn } from './export-settings.ts'
import { readSetting, requireOn } from '../../settings/index.ts'

export const exportLeads = command({
  verb: 'leads.export-leads',
  summary: 'Has the leads within reach that are in a segment or meet a filter written to a CSV, at most 100,000; ask `getExport` for it.',
  permission: 'leads.export-leads',
  refuses: ['leads.export-too-large', 'leads.segment-not-found', 'settings.stopped'],
  rate: 'bulk',
  input: ExportLeadsInput,
  output: LeadExport,
  run: async (t, { segmentId, filter, requestId }) => {
    if (t.actor.kind !== 'user') throw fail('request.forbidden', { rule: 'an export is made by a person' })
    await requireOn(t, exportsOn)
    if (segmentId !== undefined && (await findSegmentRow(t.tx, segmentId, segmentsOf(t))) === undefined)
      throw fail('leads.segment-not-found')
    if (segmentId === undefined && Object.keys(filter).length === 0) await requireRoom(t)
    const at = t.clock.now()
    const asked = {
      id: newId(at.getTime()),
      ownerId: t.actor.userId,
      requestId,
      reach: reachOf(t),
      segmentId: segmentId ?? null,
      filter,
      at,
    }
    const { row, fresh } = await insertExport(t.tx, asked)
    if (row === undefined) throw new Error('an export is new or known')
    if (fresh) {
      await enqueue(t, writeExport, { exportId: row.id })
      await record(t, {
        action: 'leads.export-leads',
        subject: { type: 'export', id: row.id },
        effect: 'read',
        after: { segmentId: segmentId ?? null, filter },
      })
    }
    return exportOf(row, null)
  },
})

/** A whole pool is known to be too large before anything is written. */
async function requireRoom(t: TxCtx): Promise<void> {
  const reach = reachOf(t)
  const counts = reach.all ? await readCounts(t.tx, 'all', '') : await readCounts(t.tx, 'head', reach.userId)
  const most = await readSetting(t, exportMostRows)
  if (counts.reduce((sum, { count }) => sum + count, 0) > most) throw fail('leads.export-too-large', { mostRows: most })
}
