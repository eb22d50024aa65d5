import { ExportRef, LeadExport } from '@mas/contracts/leads'
import { findExport } from '@mas/db/leads'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { poolOf } from '../reach.ts'
import { requireOn } from '../../settings/index.ts'
import { exportsOn } from './export-settings.ts'
import { exportOf } from './export-view.ts'

const files = filesFor('leads')

export const getExport = flow({
  verb: 'leads.get-export',
  summary: 'How far an export of yours is, and a link to the file once it is written; every link given out is on record.',
  permission: 'leads.get-export',
  refuses: ['leads.export-not-found', 'files.gone', 'settings.stopped'],
  rate: 'read',
  input: ExportRef,
  output: LeadExport,
  run: async (ctx, { exportId }) => {
    const row = await findExport(ctx.db, exportId, poolOf(ctx))
    if (row === undefined) throw fail('leads.export-not-found')
    if (row.file_id === null) return exportOf(row, null)
    await requireOn(ctx, exportsOn)
    const { url } = await files.signLink(ctx, { fileId: row.file_id })
    await inTx(ctx, (t) =>
      record(t, { action: 'leads.get-export', subject: { type: 'export', id: exportId }, effect: 'read', after: { rows: row.row_count } }),
    )
    return exportOf(row, url)
  },
})
