import { schedule, type Schedule } from '@mas/kernel'
import { settingsJobs } from './jobs.ts'

export const settingsSchedules: readonly Schedule[] = [
  schedule('settings.apply-scheduled', '* * * * *', settingsJobs.applyScheduled),
  schedule('settings.expire-proposals', '*/10 * * * *', settingsJobs.expireProposals),
  schedule('settings.report-flags', '0 9 * * 1', settingsJobs.reportFlags),
]
