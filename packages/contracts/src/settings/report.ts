import { z } from 'zod'

export const GetTidyReportInput = z.strictObject({})
/** What somebody should look at; at most 1,000 of each. */
export const GetTidyReportOutput = z.object({
  expiredFlags: z.array(z.string()).meta({ description: 'Flags past their expiry date' }),
  orphaned: z.array(z.string()).meta({ description: 'Keys with rows whose definition is gone' }),
  ignored: z.array(z.string()).meta({ description: 'Stored values that do not fit the definition of this release' }),
  unread: z.array(z.string()).meta({ description: 'Settings that no process has read for 90 days' }),
  unexplained: z
    .array(z.string())
    .meta({ description: 'Values and flags that no change in the history made what they are: written by hand' }),
  killed: z.array(z.string()).meta({ description: 'Flags that are killed' }),
})
export type TidyReport = z.infer<typeof GetTidyReportOutput>
