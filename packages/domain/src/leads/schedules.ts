import { schedule } from '@mas/kernel'
import { importSchedules } from './imports/import-schedules.ts'
import { scrubNumbers } from './scrub/scrub-jobs.ts'
import { backfillDuplicates, expireConsents, foldCounts, sweepFollowUps } from './jobs.ts'

export const leadsSchedules = [
  ...importSchedules,
  schedule('leads.sweep-follow-ups', '* * * * *', sweepFollowUps),
  schedule('leads.fold-counts', '* * * * *', foldCounts),
  schedule('leads.scrub-due', '10 8-20 * * *', scrubNumbers),
  schedule('leads.backfill-duplicates', '0 3 * * *', backfillDuplicates),
  schedule('leads.expire-consents', '30 2 * * *', expireConsents),
]
