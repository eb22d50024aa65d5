import { Id } from '@mas/contracts/core'
import { RunSource, SubjectType } from '@mas/contracts/workflows'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const Vars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]))
const Place = z.object({ runId: Id, nodeId: z.string(), epoch: z.int() })
const Subject = z.object({ subjectType: SubjectType, subjectId: Id })
const Sweep = z.object({})

/** Some pages of a migration: from a run on, and whether somebody before could not be moved. */
const Piece = z.object({ migrationId: Id, after: Id.optional(), failed: z.boolean().optional() })
export type MigrationPiece = z.output<typeof Piece>
const moving = { concurrency: 1, expireSeconds: 3_600, retryLimit: 40 }

export const workflowsJobs = {
  /** Starts runs of up to a thousand people. */
  enrolChunk: defineJob(
    'workflows.enrol-chunk',
    z.object({
      workflowId: Id,
      source: RunSource,
      entrants: z.array(z.object({ subjectId: Id, entryKey: z.string().optional(), sourceRef: z.string().optional() })).max(1_000),
      bulk: z.boolean().optional(),
      startedBy: Id.optional(),
      parent: z.object({ ...Place.shape, depth: z.int(), detached: z.boolean() }).optional(),
      causation: z.int().optional(),
      vars: Vars.optional(),
    }),
    { concurrency: 4 },
  ),
  cancelSubject: defineJob('workflows.cancel-subject', z.object({ ...Subject.shape, reason: z.string() })),
  repointSubject: defineJob('workflows.repoint-subject', z.object({ subjectType: SubjectType, from: Id, to: Id })),
  eraseSubject: defineJob('workflows.erase-subject', Subject),
  /** Tried once: the ladder of repetitions is ours, and a call whose worker died counts as unknown. */
  callWebhook: defineJob('workflows.call-webhook', z.object({ ...Place.shape, attempt: z.int() }), {
    retryLimit: 0,
    heartbeatSeconds: 10,
    expireSeconds: 60,
    concurrency: 8,
  }),
  scanSegments: defineJob('workflows.scan-segments', Sweep, { concurrency: 1 }),
  scanSegment: defineJob('workflows.scan-segment', z.object({ workflowId: Id, triggerIx: z.int(), scanId: Id }), { concurrency: 2 }),
  startScheduled: defineJob('workflows.start-scheduled', Sweep, { concurrency: 1 }),
  reconcileEffects: defineJob('workflows.reconcile-effects', Sweep, { concurrency: 1 }),
  escalateTasks: defineJob('workflows.escalate-tasks', Sweep, { concurrency: 1 }),
  rollStats: defineJob('workflows.roll-stats', Sweep, { concurrency: 1 }),
  checkInvariants: defineJob('workflows.check-invariants', Sweep, { concurrency: 1 }),
  prune: defineJob('workflows.prune', Sweep, { concurrency: 1 }),
  runBacktest: defineJob('workflows.run-backtest', z.object({ backtestId: Id }), { concurrency: 1, expireSeconds: 3_600 }),
  /** Moves the runs of a version, some pages a job; asked again it goes on where it was. Given up, it would leave a workflow half moved. */
  applyMigration: defineJob('workflows.apply-migration', Piece, moving),
  revertMigration: defineJob('workflows.revert-migration', Piece, moving),
  /** Writes the file of an export. */
  exportRuns: defineJob('workflows.export-runs', z.object({ exportId: Id }), { concurrency: 2, expireSeconds: 3_600, retryLimit: 10 }),
  /** Brings the runs that a pause put aside back, a chunk at a time. */
  resumeRuns: defineJob('workflows.resume-runs', z.object({ workflowId: Id, after: Id.optional() }), { concurrency: 2 }),
} as const
