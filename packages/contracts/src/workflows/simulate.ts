import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { NodeId } from './graph.ts'
import { EventName } from './trigger.ts'
import { EffectState } from './vocabulary.ts'

const AfterMinutes = z.int().min(0).max(600_000).meta({ description: 'Minutes after the hand-over, or after the start' })
const Known = z.union([Text(500, 0), z.number(), z.boolean(), z.array(Text(100)).max(100), z.null()])

/** What an owner would answer: the first one left for a node is taken when the run waits there. */
export const ScriptedAnswer = z.strictObject({
  nodeId: NodeId,
  state: EffectState.exclude(['handed', 'deferred']).default('accepted'),
  result: Text(40).optional().meta({ description: 'Output it means: `hot`, `done`, `approved`, `ok`, `finished`' }),
  reason: Text(200).optional(),
  afterMinutes: AfterMinutes,
})
export const ScriptedEvent = z.strictObject({
  name: EventName,
  data: z.record(z.string().max(100), Known).default({}),
  afterMinutes: AfterMinutes,
})
export const SimulateInput = z.strictObject({
  workflowId: Id,
  n: z.int().min(1).optional().meta({ description: 'A published version; absent: the draft' }),
  subjectId: Id.optional().meta({ description: 'Somebody real: their facts, and real refusals. Nothing is kept of it' }),
  facts: z.record(Text(120), Known).default({}).meta({ description: 'Facts that take the place of the real ones, by field: `lead.city`' }),
  zone: Text(60).optional().meta({ description: 'IANA zone the person lives in; absent: their own, else Asia/Kolkata' }),
  startAt: Instant.optional().meta({ description: 'Absent: now' }),
  trigger: ScriptedEvent.omit({ afterMinutes: true }).optional().meta({ description: 'The event that starts the run' }),
  answers: z.array(ScriptedAnswer).max(100).default([]),
  events: z.array(ScriptedEvent).max(100).default([]),
})
export type SimulateInput = z.infer<typeof SimulateInput>

export const Simulation = z.object({
  outcome: z.string().nullable().meta({ description: 'Null when the run would be held' }),
  heldReason: z.string().nullable(),
  lastError: z.string().nullable(),
  steps: z.array(
    z.object({
      seq: z.int(),
      nodeId: z.string(),
      nodeType: z.string(),
      handle: z.string(),
      trace: z.json(),
      plannedAt: Instant,
      at: Instant,
    }),
  ),
  messages: z.array(
    z.object({
      nodeId: z.string(),
      at: Instant,
      channel: z.string(),
      subject: z.string(),
      text: z.string(),
      problem: z.string().optional().meta({ description: 'Why it could not be rendered' }),
    }),
  ),
  arms: z.record(z.string(), z.string()),
  unknown: z.array(z.string()).meta({ description: 'What it could not know, and what it took for granted instead' }),
})
export type Simulation = z.infer<typeof Simulation>
