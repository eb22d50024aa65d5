import { GetTidyReportInput, GetTidyReportOutput } from '@mas/contracts/settings'
import { query } from '@mas/kernel'
import { tidyReport } from './tidy-report.ts'

export const getTidyReport = query({
  verb: 'settings.get-tidy-report',
  summary:
    'Answers what somebody should look at: flags past their expiry date, rows whose definition is gone, values passed over because they do not fit, settings nobody read for 90 days, values that were written by hand, killed flags.',
  permission: 'settings.list-flags',
  input: GetTidyReportInput,
  output: GetTidyReportOutput,
  run: tidyReport,
})
