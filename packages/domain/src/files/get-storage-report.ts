import { GetStorageReportInput, GetStorageReportOutput } from '@mas/contracts/files'
import { countWaiting, lastReconciliation } from '@mas/db/files'
import { query } from '@mas/kernel'
import { Found } from './reconcile-rules.ts'

const most = 10_000

export const getStorageReport = query({
  verb: 'files.get-storage-report',
  summary: 'Tells how many files wait, are held back or can be restored, and what the weekly comparison of rows and bytes found.',
  permission: 'files.get-storage-report',
  input: GetStorageReportInput,
  output: GetStorageReportOutput,
  run: async (ctx) => {
    const [waiting, last] = await Promise.all([countWaiting(ctx.db, most), lastReconciliation(ctx.db)])
    if (last === undefined) return { waiting, lastComparison: null }
    const times = { startedAt: last.started_at.toISOString(), finishedAt: last.finished_at?.toISOString() ?? null }
    return { waiting, lastComparison: { ...times, ...Found.parse(last.found) } }
  },
})
