import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'
import { NodeId } from './graph.ts'
import { EffectKind, EffectState, HeldReason, RunSource, RunState, SubjectType, WaitKind } from './vocabulary.ts'

const Reason = Text(500)
const NodeType = z.string().meta({ description: 'Type of node' })

/** One person in one workflow. */
export const Run = z.object({
  id: Id,
  workflowId: Id,
  workflowName: z.string(),
  version: z.int(),
  subjectType: SubjectType,
  subjectId: Id,
  source: RunSource,
  state: RunState,
  heldReason: HeldReason.nullable().meta({ description: '`paused`: by hand' }),
  outcome: z.string().nullable().meta({ description: '`goal`, `cancelled`, …, or the text of the exit' }),
  nodeId: NodeId.nullable().meta({ description: 'Where it stands; null once it is finished' }),
  waitKind: WaitKind.nullable(),
  dueAt: Instant.nullable().meta({ description: 'When the wait is over by itself' }),
  holdout: z.boolean(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type Run = z.infer<typeof Run>

const Step = z.object({
  seq: z.int(),
  nodeId: z.string(),
  nodeType: NodeType,
  epoch: z.int().meta({ description: 'How often the node was entered' }),
  handle: z.string().meta({ description: 'Output it was left by; `interrupted` where the run ended or was moved' }),
  plannedAt: Instant,
  at: Instant,
})
const Effect = z.object({
  nodeId: z.string(),
  epoch: z.int(),
  kind: EffectKind,
  key: z.string().meta({ description: 'Idempotency key of the hand-over' }),
  targetRef: z.string().nullable().meta({ description: 'Id of the message, call, task or run in its own domain' }),
  state: EffectState,
  result: z.string().nullable(),
  reason: z.string().nullable(),
  deferredUntil: Instant.nullable(),
  handedAt: Instant,
  updatedAt: Instant,
})

export const RunRef = z.strictObject({ runId: Id })
export const ReasonedRunRef = z.strictObject({ runId: Id, reason: Reason })
export const RunFilter = z.strictObject({
  workflowId: Id.optional(),
  subjectId: Id.optional(),
  state: RunState.optional(),
  heldReason: HeldReason.optional(),
  nodeId: NodeId.optional(),
  outcome: Text(60).optional(),
})
export const ListRunsInput = z.strictObject({ ...pageInput, ...RunFilter.shape })
export const RunPage = pageOf(Run)
export const RunDetail = z.object({
  ...Run.shape,
  attempts: z.int().meta({ description: 'Tries of the present step that failed' }),
  lastError: z.string().nullable(),
  vars: z.record(z.string(), z.unknown()),
  arms: z.record(z.string(), z.string()).meta({ description: 'Split node -> arm' }),
  steps: z.array(Step),
  effects: z.array(Effect),
})
export const RunExplanation = z.object({
  run: Run,
  waitsFor: z.string().nullable().meta({ description: 'In words; null when nothing is waited for' }),
  steps: z.array(
    z.object({ ...Step.shape, trace: z.unknown().meta({ description: 'Comparisons with the values they saw, instants, codes' }) }),
  ),
  mail: z
    .array(
      z.object({
        eventId: Id,
        name: z.string(),
        occurredAt: Instant,
        takenBy: z.int().nullable().meta({ description: 'Step that took it' }),
      }),
    )
    .meta({ description: 'Events that waits and goals may still look at' }),
})
export const RunPicture = z.object({
  mermaid: z.string().meta({ description: 'Flowchart; the way taken is marked' }),
  svg: z.string().meta({ description: 'The same as an SVG document; also at /workflows/runs/<runId>.svg' }),
})

export const RerunFromInput = z.strictObject({
  runId: Id,
  nodeId: NodeId,
  reason: Reason,
  confirmResend: z.boolean().default(false).meta({ description: 'Steps that reached out before may reach out again' }),
})
export const ResolveEffectInput = z.strictObject({
  runId: Id,
  nodeId: NodeId,
  epoch: z.int().min(1),
  outcome: z.enum(['accepted', 'failed']),
  reason: Reason,
})
export const CancelRunsInput = z.strictObject({
  filter: RunFilter.extend({ workflowId: Id }),
  reason: Reason,
  token: Text(200).optional().meta({ description: 'Absent: only counts, and answers the token with which the same call cancels' }),
})
export const CancelRunsOutput = z.object({ matched: z.int(), cancelled: z.int(), token: z.string().nullable() })

export const EnrolInput = z.strictObject({
  workflowId: Id,
  subjectId: Id,
  requestId: Id.optional().meta({ description: 'Made by the client: the same one never starts a second run' }),
})
export const EnrolOutput = z.object({ runId: Id })
export const EnrolManyInput = z
  .strictObject({
    workflowId: Id,
    subjectIds: z.array(Id).min(1).max(10_000).optional(),
    segmentId: Id.optional().meta({ description: 'Instead of ids: everybody who is in it now, 10,000 at most' }),
    requestId: Id.meta({ description: 'Made by the client: the same one never starts a second run of anybody' }),
    dryRun: z.boolean().default(false),
  })
  .refine(({ subjectIds, segmentId }) => (subjectIds === undefined) !== (segmentId === undefined), {
    error: 'either subjectIds or segmentId',
  })
export const EnrolManyOutput = z.object({
  enrolled: z.int().meta({ description: 'In a dry run: who would be' }),
  refused: z.record(z.string(), z.int()).meta({ description: 'How many by code' }),
})
export const ExplainAbsenceInput = z.strictObject({ workflowId: Id, subjectId: Id })
export const ExplainAbsenceOutput = z.object({
  wouldEnter: z.boolean(),
  checks: z
    .array(z.object({ rule: z.string(), holds: z.boolean(), code: z.string(), details: z.record(z.string(), z.unknown()) }))
    .meta({ description: 'Entry rules in their order; the first that does not hold decides' }),
})
