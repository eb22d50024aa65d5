import { RunExport, RunExportRef } from '@mas/contracts/workflows'
import { findRunExport } from '@mas/db/workflows'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { exportView } from './export-view.ts'

const files = filesFor('workflows')

export const getRunExport = flow({
  verb: 'workflows.get-run-export',
  summary: 'How far an export of yours is, and a link to the file once it is written; every link given out is on record.',
  permission: 'workflows.get-run-export',
  refuses: ['workflows.export-not-found', 'files.gone'],
  rate: 'read',
  input: RunExportRef,
  output: RunExport,
  run: async (ctx, { exportId }) => {
    const row = await findRunExport(ctx.db, exportId, ctx.actor.kind === 'user' ? ctx.actor.userId : undefined)
    if (row === undefined) throw fail('workflows.export-not-found')
    if (row.file_id === null) return exportView(row, null)
    const { url } = await files.signLink(ctx, { fileId: row.file_id })
    await inTx(ctx, (t) =>
      record(t, {
        action: 'workflows.get-run-export',
        subject: { type: 'export', id: exportId },
        effect: 'read',
        after: { rows: row.row_count },
      }),
    )
    return exportView(row, url)
  },
})
