import { examineLeads, type ConditionSql, type ExaminedRow } from '@mas/db/leads'
import type { Ctx } from '@mas/kernel'
import { instantOf } from '../lead-view.ts'
import { reachOf } from '../reach.ts'

export interface WalkOrder {
  readonly condition: Pick<ConditionSql, 'holds' | 'narrow'>
  readonly extra?: Parameters<typeof examineLeads>[3]
  readonly before?: { readonly at: string; readonly id: string } | undefined
  /** Stop when so many were found … */
  readonly want: number
  /** … or so many looked at. */
  readonly budget: number
}
export interface Walked {
  readonly found: ExaminedRow[]
  readonly looked: number
  readonly last: { at: string; id: string } | undefined
  /** Nothing is left to look at. */
  readonly exhausted: boolean
}

/** Looks at leads within the caller's reach in growing steps, until enough were found or enough were looked at. */
export async function walkLeads(ctx: Ctx, { condition, extra = [], before, want, budget }: WalkOrder): Promise<Walked> {
  const reach = reachOf(ctx)
  const found: ExaminedRow[] = []
  let last = before
  let looked = 0
  let step = Math.min(budget, Math.max(200, want))
  while (looked < budget) {
    const rows = await examineLeads(ctx.db, reach, condition, extra, last, step)
    looked += rows.length
    found.push(...rows.filter(({ member }) => member))
    const end = rows.at(-1)
    if (end !== undefined) last = placeOf(end)
    if (rows.length < step) return { found, looked, last, exhausted: true }
    if (found.length >= want) break
    step = Math.min(budget - looked, Math.min(step * 4, 5_000))
  }
  return { found, looked, last, exhausted: false }
}

export const placeOf = (row: ExaminedRow) => ({ at: instantOf(row.last_activity_at), id: row.id })
