import { z } from 'zod'
import { Instant } from '../core/index.ts'
import { Amount, UnitCode } from './account.ts'

export const TrialBalance = z.object({
  unit: UnitCode,
  at: Instant,
  by: z.enum(['posted', 'occurred']),
  lines: z.array(z.object({ ownerDomain: z.string(), name: z.string(), accounts: z.int(), available: Amount, held: Amount })),
  total: Amount.meta({ description: 'Sum of all lines; zero, or value was created or lost' }),
})
export type TrialBalance = z.infer<typeof TrialBalance>

export const GetTrialBalanceInput = z.strictObject({
  unit: UnitCode,
  at: Instant.optional().meta({ description: 'Now when left out' }),
  by: z
    .enum(['posted', 'occurred'])
    .default('posted')
    .meta({ description: 'Which time `at` means: posting (never changes afterwards) or business (late postings still change it)' }),
})
