import { Instant } from '@mas/contracts/core'
import { EntryRules, Program } from '@mas/contracts/workflows'
import { z } from 'zod'

/** What a back-test was asked for, whole: the draft and the rules may change before the job runs. */
export const BacktestRequest = z.object({
  from: Instant,
  to: Instant,
  program: Program,
  rules: EntryRules,
  liveN: z.int().nullable(),
})
