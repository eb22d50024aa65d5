import { z } from 'zod'

/** What a workflow is about; one workflow, one kind. */
export const SubjectType = z.enum(['lead', 'user', 'candidate'])
export type SubjectType = z.infer<typeof SubjectType>

export const WorkflowStatus = z.enum(['draft', 'active', 'paused', 'archived'])
export type WorkflowStatus = z.infer<typeof WorkflowStatus>

/** `never`: once in a lifetime; `after-exit`: again when the cool-down since the finish is over; `always`: as soon as none is live. */
export const ReEntry = z.enum(['never', 'after-exit', 'always'])
export type ReEntry = z.infer<typeof ReEntry>

/** What happens to the newer entrant of a mutual-exclusion group: it is refused, or the older run is superseded. */
export const OnConflict = z.enum(['refuse', 'replace'])
export type OnConflict = z.infer<typeof OnConflict>

export const RunSource = z.enum(['segment', 'event', 'demand', 'schedule', 'parent', 'import'])
export type RunSource = z.infer<typeof RunSource>

export const RunState = z.enum(['live', 'held', 'finished'])
export type RunState = z.infer<typeof RunState>

export const HeldReason = z.enum(['paused', 'failed', 'in-doubt', 'poison'])
export type HeldReason = z.infer<typeof HeldReason>

/** Outcomes the engine itself gives; any other text is that of an exit node. */
export const engineOutcomes = ['goal', 'cancelled', 'superseded', 'subject-merged', 'subject-erased', 'too-many-steps', 'past'] as const

/** Pure decisions, steps that call another domain, and decisions of people enrolled in bulk. */
export const lanes = { control: 0, act: 1, bulk: 2 } as const
export type Lane = (typeof lanes)[keyof typeof lanes]

/** Why a cursor does not move: null while it is due. */
export const WaitKind = z.enum(['duration', 'until', 'window', 'event', 'outcome'])
export type WaitKind = z.infer<typeof WaitKind>

/** Steps that hand something over to another domain, once. */
export const EffectKind = z.enum(['send-email', 'send-whatsapp', 'send-sms', 'ai-call', 'call-webhook', 'task', 'sub-workflow'])
export type EffectKind = z.infer<typeof EffectKind>

export const EffectState = z.enum(['handed', 'deferred', 'accepted', 'delivered', 'replied', 'refused', 'failed', 'in_doubt'])
export type EffectState = z.infer<typeof EffectState>

/** News with a rank that is not above the present one is stored and moves nothing. `in_doubt` is left by settling it. */
export const effectRank: { readonly [S in EffectState]: number } = {
  handed: 1,
  deferred: 1,
  in_doubt: 1,
  accepted: 2,
  delivered: 3,
  replied: 4,
  refused: 5,
  failed: 5,
}

export const TaskKind = z.enum(['task', 'approval'])
export type TaskKind = z.infer<typeof TaskKind>
export const TaskState = z.enum(['open', 'decided', 'timed-out', 'closed'])
export type TaskState = z.infer<typeof TaskState>

export const ConsentClass = z.enum(['promotional', 'service', 'transactional'])
export type ConsentClass = z.infer<typeof ConsentClass>

/** Bounds of rule 11 and of the canvas. */
export const limits = {
  graphBytes: 512 * 1024,
  nodes: 200,
  steps: 500,
  visits: 50,
  days: 400,
  varsBytes: 16 * 1024,
  traceBytes: 4 * 1024,
  mailbox: 200,
  depth: 5,
  causation: 10,
} as const
