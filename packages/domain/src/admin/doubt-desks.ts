import type { Ctx } from '@mas/kernel'
import { mailsInDoubt } from '../notifications/index.ts'
import { effectsInDoubt } from '../workflows/index.ts'

export interface InDoubt {
  readonly id: string
  readonly what: string
  readonly since: Date
  readonly reason: string | null
}

/** Where a domain keeps what was handed over and may or may not have happened, and how an operator sees it. */
export interface DoubtDesk {
  readonly domain: string
  /** Every table of the domain whose rows know such a state; a test holds this list against the database. */
  readonly tables: readonly string[]
  list(ctx: Ctx, limit: number): Promise<readonly InDoubt[]>
}

export const doubtDesks: readonly DoubtDesk[] = [
  {
    domain: 'notifications',
    tables: ['emails'],
    list: async (ctx, limit) => (await mailsInDoubt(ctx, limit)).map(({ template: what, ...mail }) => ({ ...mail, what })),
  },
  { domain: 'workflows', tables: ['effects', 'runs'], list: effectsInDoubt },
]
