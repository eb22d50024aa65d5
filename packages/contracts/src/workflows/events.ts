import { z } from 'zod'
import { event, Id, Instant } from '../core/index.ts'
import { HeldReason, SubjectType, TaskKind } from './vocabulary.ts'

const run = { runId: Id, workflowId: Id, subjectType: SubjectType, subjectId: Id }

export const enrolmentFinished = event(
  'workflows.enrolment-finished',
  z.object({
    ...run,
    version: z.int(),
    outcome: z.string(),
    origin: z
      .object({ runId: Id, nodeId: z.string(), epoch: z.int() })
      .optional()
      .meta({ description: 'Step of another run that started this one' }),
    startedAt: Instant,
    finishedAt: Instant,
    depth: z.int().meta({ description: 'How many workflows started each other before this run' }),
  }),
)
export const taskCreated = event(
  'workflows.task-created',
  z.object({ taskId: Id, runId: Id, kind: TaskKind, assigneeUserId: Id.optional(), assigneeRole: z.string().optional(), dueAt: Instant }),
)
export const runHeld = event('workflows.run-held', z.object({ ...run, nodeId: z.string(), reason: HeldReason }))
