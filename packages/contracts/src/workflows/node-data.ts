import { z } from 'zod'
import { Condition, Id, personal, Span } from '../core/index.ts'
import { Role } from '../access/index.ts'
import { Handle } from './graph.ts'
import { EventName, Trigger } from './trigger.ts'
import { ConsentClass, TaskKind } from './vocabulary.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'HH:mm' })
const Zone = z.string().min(1).max(60).meta({ description: '`subject` or an IANA zone' })
const VarName = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/)
const FieldName = z.string().min(1).max(120)

/** A value for a text or a field: written down, or read from a field, `vars.*` or `event.*` when the step is taken. */
export const Value = z.union([z.string().max(2_000), z.number(), z.boolean(), z.object({ field: FieldName })])
export type Value = z.infer<typeof Value>
const Variables = z.record(z.string().min(1).max(60), Value)

export const TriggerData = z.object({ triggers: z.array(Trigger).min(1).max(5) })

export const WaitDurationData = z.object({
  amount: z.int().min(1).max(600_000),
  unit: z.enum(['minutes', 'hours', 'days', 'weeks', 'business-days']),
  at: Clock.optional().meta({ description: 'Wall-clock time to go on at; only with days, weeks and business-days' }),
  zone: Zone.default('subject'),
  calendar: z.string().max(40).optional().meta({ description: 'Holiday calendar that business days skip' }),
})
export const WaitUntilData = z.object({
  field: FieldName.optional(),
  at: z.string().max(40).optional().meta({ description: 'Instant, or YYYY-MM-DD or YYYY-MM-DDTHH:mm in the zone' }),
  offset: z.object({ amount: z.int().min(-600_000).max(600_000), unit: z.enum(['minutes', 'hours', 'days', 'weeks']) }).optional(),
  onPast: z
    .enum(['continue', 'exit'])
    .default('continue')
    .meta({ description: 'What to do when the instant has passed, or there is none' }),
  zone: Zone.default('subject'),
})
export const WaitWindowData = z.object({
  days: z.array(z.int().min(1).max(7)).max(7).meta({ description: '1 Monday to 7 Sunday' }),
  from: Clock,
  to: z.union([Clock, z.literal('24:00')]).meta({ description: 'Exclusive' }),
  zone: Zone.default('subject'),
  calendar: z.string().max(40).optional().meta({ description: 'Holiday calendar whose days are closed' }),
})
export const WaitEventData = z.object({
  event: EventName,
  where: personal(Condition.optional()),
  since: z.enum(['last-handover', 'entered', 'run-start']).default('last-handover'),
  timeout: Span,
})

const send = {
  template: z.string().min(1).max(100),
  variables: Variables.default({}),
  consentClass: ConsentClass.optional(),
  maxLateHours: z.int().min(1).max(9_600).default(24),
}
export const SendData = z.object({
  ...send,
  waitFor: z.enum(['accepted', 'delivered', 'replied']).optional(),
  timeout: Span.optional().meta({ description: 'Required with waitFor' }),
})
export const AiCallData = z.object({
  prompt: z.string().min(1).max(100),
  variables: Variables.default({}),
  consentClass: ConsentClass.optional(),
  maxLateHours: send.maxLateHours,
  timeout: Span.default({ amount: 72, unit: 'hours' }),
})

export const BranchData = z.object({
  branches: z
    .array(z.object({ handle: Handle, label: z.string().max(100).optional(), when: personal(Condition) }))
    .min(1)
    .max(20),
})
export const SplitData = z.object({
  arms: z
    .array(z.object({ handle: Handle, weight: z.int().min(0).max(10_000) }))
    .min(1)
    .max(20),
  holdout: z.int().min(1).max(9_999).optional().meta({ description: 'Basis points that receive nothing' }),
})

export const UpdateFieldData = z.object({ field: FieldName, value: Value.nullable() })
export const TagData = z.object({ tag: z.string().min(1).max(60), on: z.boolean().default(true) })
export const AssignData = z.object({ to: z.union([z.object({ userId: Id }), z.object({ rule: z.string().min(1).max(60) })]) })

export const Assignee = z.union([z.object({ userId: Id }), z.object({ role: Role }), z.literal('owner')])
const DueSpan = z.object({
  amount: z.int().min(1).max(10_000),
  unit: z.enum(['minutes', 'hours', 'business-hours', 'days', 'business-days']),
})
/** One field of the form that whoever does the task fills in. */
export const FormField = z.object({
  name: VarName,
  label: z.string().min(1).max(100),
  type: z.enum(['text', 'number', 'boolean', 'choice', 'date']),
  choices: z.array(z.string().min(1).max(100)).max(50).optional(),
  required: z.boolean().default(false),
})
export const TaskData = z.object({
  kind: TaskKind.default('task'),
  title: z.string().min(1).max(200),
  instructions: z.string().max(4_000).optional(),
  assignee: Assignee.default('owner'),
  form: z.array(FormField).max(20).default([]),
  due: DueSpan,
  calendar: z.string().max(40).optional(),
  escalations: z
    .array(z.object({ to: Assignee, due: DueSpan }))
    .max(3)
    .default([]),
  needed: z.int().min(1).max(3).default(1).meta({ description: 'Approvals: how many people must agree' }),
})

export const CallWebhookData = z.object({
  method: z.enum(['POST', 'PUT']).default('POST'),
  url: z.string().min(1).max(2_000),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), z.string().max(500)).default({}),
  body: z
    .json()
    .default({})
    .meta({ description: 'JSON; {{lead.city}} and {{vars.score}} are filled in, {{secret.NAME}} refers to a stored secret' }),
  pointers: z
    .record(
      VarName,
      z
        .string()
        .regex(/^(\/[^/]*)*$/)
        .max(200),
    )
    .default({})
    .meta({ description: 'Variable -> JSON pointer into the answer' }),
  repeatable: z
    .boolean()
    .default(true)
    .meta({ description: 'The receiver honours the idempotency key, so an unknown outcome is tried again' }),
})
export const SubWorkflowData = z.object({
  workflowId: Id,
  mode: z.enum(['wait', 'detach']).default('wait'),
  input: z.record(VarName, Value).default({}),
  output: z.record(VarName, VarName).default({}).meta({ description: 'Variable here -> variable of the child' }),
  timeout: Span.default({ amount: 30, unit: 'days' }),
})

/** An event that satisfies `where`, or a condition; both when both are given mean either. */
export const Occasion = z.object({
  event: EventName.optional(),
  where: personal(Condition.optional()),
  condition: personal(Condition.optional()),
})
export type Occasion = z.infer<typeof Occasion>
export const GoalData = Occasion
export const ExitData = z.object({
  outcome: z.string().trim().min(1).max(60),
  when: Occasion.optional().meta({ description: 'Checked like a goal wherever the run stands; such an exit needs no incoming edge' }),
})
