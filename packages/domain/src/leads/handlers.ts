import { handlersFor } from '@mas/kernel'
import { importHandlers } from './imports/import-handlers.ts'
import { backfillDuplicates, expireConsents, foldCounts, matchDuplicates, sweepFollowUps } from './jobs.ts'
import { proposeDuplicates } from './match-duplicates.ts'
import { scrubNumbers } from './scrub/scrub-jobs.ts'
import { scrubWaitingNumbers } from './scrub/scrub-waiting.ts'
import { countSegmentMembers } from './segments/count-members.ts'
import { writeExport } from './exports/export-jobs.ts'
import { writeExportFile } from './exports/write-export.ts'
import { applyTransfer } from './transfers/transfer-jobs.ts'
import { workTransfer } from './transfers/transfer-steps.ts'
import { countMembers } from './segments/segment-jobs.ts'
import { lookAgainForDuplicates } from './backfill-duplicates.ts'
import { announceExpiredConsents, foldPoolCounts, sweepDueFollowUps } from './sweeps.ts'

export const leadsHandlers = [
  ...importHandlers,
  ...handlersFor(
    {
      matchDuplicates,
      sweepFollowUps,
      foldCounts,
      expireConsents,
      countMembers,
      writeExport,
      applyTransfer,
      backfillDuplicates,
      scrubNumbers,
    },
    {
      matchDuplicates: (ctx, { leadIds }) => proposeDuplicates(ctx, leadIds),
      sweepFollowUps: sweepDueFollowUps,
      foldCounts: foldPoolCounts,
      expireConsents: announceExpiredConsents,
      writeExport: (ctx, { exportId }) => writeExportFile(ctx, exportId),
      applyTransfer: (ctx, { transferId }) => workTransfer(ctx, transferId),
      backfillDuplicates: lookAgainForDuplicates,
      scrubNumbers: scrubWaitingNumbers,
      countMembers: (ctx, { segmentId }) => countSegmentMembers(ctx, segmentId),
    },
  ),
]
