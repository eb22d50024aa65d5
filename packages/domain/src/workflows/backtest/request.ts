import { Condition, Instant } from '@mas/contracts/core'
import { EntryRules, Program } from '@mas/contracts/workflows'
import { z } from 'zod'

/** What a back-test was asked for, whole: the draft and the rules may change before the job runs. */
export const BacktestRequest = z.object({
  from: Instant,
  to: Instant,
  program: Program,
  rules: EntryRules,
  liveN: z.int().nullable(),
  /** Segments that start somebody, by id, as they asked when this was requested. */
  segments: z.record(z.string(), Condition).default({}),
  only: Condition.nullable().default(null),
})
export type BacktestRequest = z.output<typeof BacktestRequest>
