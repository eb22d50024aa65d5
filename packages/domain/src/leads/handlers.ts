import { handlersFor } from '@mas/kernel'
import { importHandlers } from './imports/import-handlers.ts'
import { expireConsents, foldCounts, matchDuplicates, sweepFollowUps } from './jobs.ts'
import { proposeDuplicates } from './match-duplicates.ts'
import { countSegmentMembers } from './segments/count-members.ts'
import { countMembers } from './segments/segment-jobs.ts'
import { announceExpiredConsents, foldPoolCounts, sweepDueFollowUps } from './sweeps.ts'

export const leadsHandlers = [
  ...importHandlers,
  ...handlersFor(
    { matchDuplicates, sweepFollowUps, foldCounts, expireConsents, countMembers },
    {
      matchDuplicates: (ctx, { leadIds }) => proposeDuplicates(ctx, leadIds),
      sweepFollowUps: sweepDueFollowUps,
      foldCounts: foldPoolCounts,
      expireConsents: announceExpiredConsents,
      countMembers: (ctx, { segmentId }) => countSegmentMembers(ctx, segmentId),
    },
  ),
]
