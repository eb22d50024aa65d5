import { schedule } from '@mas/kernel'
import { expireConsents, foldCounts, sweepFollowUps } from './jobs.ts'

export const leadsSchedules = [
  schedule('leads.sweep-follow-ups', '* * * * *', sweepFollowUps),
  schedule('leads.fold-counts', '* * * * *', foldCounts),
  schedule('leads.expire-consents', '30 2 * * *', expireConsents),
]
