import { handlersFor } from '@mas/kernel'
import { runBacktest } from './backtest/run-backtest.ts'
import { enrolChunk } from './entry/enrol-chunk.ts'
import { workflowsJobs } from './jobs.ts'
import { writeRunExport } from './exporting/write-run-export.ts'
import { applyMigrationRuns } from './migrating/move-runs.ts'
import { revertMigrationRuns } from './migrating/revert-runs.ts'
import { scanPage } from './segments/scan-segment.ts'
import { scanSegments } from './segments/scan-segments.ts'
import { startScheduled } from './segments/start-scheduled.ts'
import { cancelSubject, eraseSubjectRows, repointSubjectRuns } from './subject/subject-jobs.ts'
import { escalateTasks } from './tasks/escalate-tasks.ts'
import { reconcileEffects } from './upkeep/reconcile-effects.ts'
import { checkInvariants, prune, resumeRuns, rollStats } from './upkeep/upkeep-jobs.ts'
import { callOut } from './webhook/call-out.ts'

export const workflowsHandlers = handlersFor(workflowsJobs, {
  enrolChunk,
  cancelSubject: (ctx, { subjectType, subjectId, reason }) => cancelSubject(ctx, subjectType, subjectId, reason),
  repointSubject: (ctx, { subjectType, from, to }) => repointSubjectRuns(ctx, subjectType, from, to),
  eraseSubject: (ctx, { subjectType, subjectId }) => eraseSubjectRows(ctx, subjectType, subjectId),
  callWebhook: callOut,
  scanSegments,
  scanSegment: scanPage,
  startScheduled,
  reconcileEffects,
  escalateTasks,
  rollStats,
  checkInvariants: async (ctx) => {
    await checkInvariants(ctx)
  },
  prune,
  resumeRuns,
  exportRuns: (ctx, { exportId }) => writeRunExport(ctx, exportId),
  runBacktest: (ctx, { backtestId }) => runBacktest(ctx, backtestId),
  applyMigration: applyMigrationRuns,
  revertMigration: revertMigrationRuns,
})
