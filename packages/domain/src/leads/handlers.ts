import { handlersFor } from '@mas/kernel'
import { importHandlers } from './imports/import-handlers.ts'
import { expireConsents, foldCounts, matchDuplicates, sweepFollowUps } from './jobs.ts'
import { proposeDuplicates } from './match-duplicates.ts'
import { countSegmentMembers } from './segments/count-members.ts'
import { writeExport } from './exports/export-jobs.ts'
import { writeExportFile } from './exports/write-export.ts'
import { countMembers } from './segments/segment-jobs.ts'
import { announceExpiredConsents, foldPoolCounts, sweepDueFollowUps } from './sweeps.ts'

export const leadsHandlers = [
  ...importHandlers,
  ...handlersFor(
    { matchDuplicates, sweepFollowUps, foldCounts, expireConsents, countMembers, writeExport },
    {
      matchDuplicates: (ctx, { leadIds }) => proposeDuplicates(ctx, leadIds),
      sweepFollowUps: sweepDueFollowUps,
      foldCounts: foldPoolCounts,
      expireConsents: announceExpiredConsents,
      writeExport: (ctx, { exportId }) => writeExportFile(ctx, exportId),
      countMembers: (ctx, { segmentId }) => countSegmentMembers(ctx, segmentId),
    },
  ),
]
