import { z } from 'zod'
import { Id, Instant } from '../core/index.ts'

const Day = z.string().meta({ description: 'Calendar day in India' })
const ByDay = z.object({
  day: Day,
  enrolments: z.int(),
  sends: z.record(z.string(), z.int()).meta({ description: 'Hand-overs by type of node: send-email, call-webhook, task, …' }),
  goals: z.int(),
})

/** What would have happened to whom. Everything counts from the events of the range; nothing is sent, nothing is kept. */
export const BacktestReport = z.object({
  version: z.string().meta({ description: 'Hash of the program' }),
  events: z.int().meta({ description: 'Events of the range that could start somebody' }),
  enrolments: z.int(),
  refused: z.record(z.string(), z.int()).meta({ description: 'Entries refused, by code' }),
  days: z.array(ByDay),
  outcomes: z.record(z.string(), z.int()).meta({ description: '`running` for those not through at the end of the range' }),
  goalHours: z.object({ median: z.number().nullable(), p90: z.number().nullable() }).meta({ description: 'From entry to goal' }),
  approximate: z.array(z.string()).meta({ description: 'Facts whose history is not kept: taken as of today' }),
  differs: z
    .object({ people: z.int(), sample: z.array(Id) })
    .nullable()
    .meta({ description: 'People whose way differs from that through the live version; null where none is live, or this is it' }),
  assumed: z.array(z.string()).meta({ description: 'What could not be known, and what was taken for granted instead' }),
})
export type BacktestReport = z.infer<typeof BacktestReport>

export const Backtest = z.object({
  id: Id,
  workflowId: Id,
  state: z.enum(['queued', 'running', 'done', 'failed']),
  from: Instant,
  to: Instant,
  seed: z.string(),
  report: BacktestReport.nullable(),
  reportHash: z
    .string()
    .nullable()
    .meta({ description: 'SHA-256 of the report in canonical JSON: the same range and seed give the same one' }),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
})
export const StartBacktestInput = z.strictObject({
  workflowId: Id,
  n: z.int().min(1).optional().meta({ description: 'A published version; absent: the draft' }),
  from: Instant,
  to: Instant.meta({ description: 'Exclusive; at most 90 days after `from`' }),
  seed: z.string().min(1).max(60).default('1'),
})
export const BacktestRef = z.strictObject({ backtestId: Id })
/** As stored with the job. */
export const BacktestRequest = z.object({ from: Instant, to: Instant, program: z.unknown() })
