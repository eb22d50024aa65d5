import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'

export const StartBacktestInput = z.strictObject({
  workflowId: Id,
  n: z.int().min(1).optional().meta({ description: 'A published version; absent: the draft' }),
  from: Instant,
  to: Instant.meta({ description: 'Exclusive; at most 90 days after `from`' }),
  segmentId: Id.optional().meta({ description: 'Only people who are in this segment, by their facts at the end of the range' }),
  seed: Text(60).default('1').meta({ description: 'Part of the request: the same seed and range give the same report' }),
})
export const BacktestRef = z.strictObject({ backtestId: Id })
export const StartBacktestOutput = z.object({ backtestId: Id })

const Counts = z.record(z.string(), z.int())
export const BacktestDay = z.object({
  day: z.iso.date().meta({ description: 'Calendar day in India' }),
  enrolled: z.int(),
  sends: Counts.meta({ description: 'By channel: email, whatsapp, sms, call' }),
})
export const BacktestReport = z.object({
  events: z.int().meta({ description: 'Events of the range that were replayed' }),
  people: z.int().meta({ description: 'Who had an event in the range or an occasion to enter' }),
  enrolled: z.int(),
  refused: Counts.meta({ description: 'Entries that the rules would have refused, by code' }),
  days: z.array(BacktestDay),
  sends: Counts,
  costPaise: z.int().meta({ description: 'Paise, by the tariff in the settings' }),
  windowWaits: z.int().meta({ description: 'How often somebody would have waited for a window to open' }),
  capWaits: z
    .object({ messages: z.int(), longestMinutes: z.int() })
    .default({ messages: 0, longestMinutes: 0 })
    .meta({ description: 'Messages that the pace of the workflow would have put off, and for how long at most' }),
  deferred: Counts.default({}).meta({
    description: 'Messages that caps, hours or consent of their channel would have put off, by the first code',
  }),
  keptBack: Counts.default({}).meta({ description: 'Messages that would never have left, by code: suppressed, refused or too late' }),
  outcomes: Counts.meta({ description: 'How runs would have ended; `under-way` at the end of the range' }),
  goals: z.int(),
  goalMinutes: z.object({ median: z.int(), p90: z.int() }).nullable().meta({ description: 'Minutes from the start to the goal' }),
  differs: z
    .object({ people: z.int(), onlyHere: z.int(), onlyLive: z.int(), otherWay: z.int(), sample: z.array(Id) })
    .nullable()
    .meta({ description: 'Who would have fared differently from the live version; null where none is live' }),
  approximate: z.array(z.string()).meta({ description: 'Facts taken as of today, because their history is not kept' }),
  unknown: z.array(z.string()).meta({ description: 'What a back-test cannot know, and what it supposes instead' }),
})
export type BacktestReport = z.infer<typeof BacktestReport>
export const Backtest = z.object({
  id: Id,
  workflowId: Id,
  state: z.enum(['queued', 'running', 'done', 'failed']),
  versionHash: z.string(),
  report: BacktestReport.nullable(),
  reportHash: z.string().nullable().meta({ description: 'SHA-256 of the canonical report, hex' }),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
})
