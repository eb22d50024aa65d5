import { DownloadImportReportOutput, ImportIdInput } from '@mas/contracts/leads'
import { claimReport } from '@mas/db/leads'
import { enqueue, fail, flow, inTx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'
import { writeImportReport } from './import-jobs.ts'
import { readOwnImport } from './own-import.ts'
import { reportName } from './write-report.ts'

const files = filesFor('leads')

export const downloadImportReport = flow({
  verb: 'leads.download-import-report',
  summary: 'Answers a link to a CSV with the original columns, the outcome and the reason of each row; the first call has it written.',
  permission: 'leads.download-import-report',
  refuses: ['leads.import-not-found', 'leads.import-report-missing'],
  input: ImportIdInput,
  output: DownloadImportReportOutput,
  run: async (ctx, { importId }) => {
    const row = await readOwnImport(ctx, importId)
    if (row.rows_dropped_at !== null) throw fail('leads.import-report-missing')
    const of = reportName(row)
    if (row.report_file_id !== null && row.report_of === of) {
      const { url } = await files.signLink(ctx, { fileId: row.report_file_id })
      await inTx(ctx, (t) =>
        record(t, {
          action: 'leads.download-import-report',
          subject: { type: 'import', id: importId },
          effect: 'read',
          after: { rows: row.row_count },
        }),
      )
      return { ready: true, url }
    }
    await inTx(ctx, async (t) => {
      if (await claimReport(t.tx, importId, of)) await enqueue(t, writeImportReport, { importId, of })
    })
    return { ready: false, url: null }
  },
})
