import type { z } from 'zod'
import type { LeadFilter, LeadPage } from '@mas/contracts/leads'
import { filterParts, summariesOf } from '@mas/db/leads'
import { encodeCursor, type Ctx } from '@mas/kernel'
import { summaryOf } from '../lead-view.ts'
import { compiled, findVisible } from './segment-view.ts'
import { placeOf, walkLeads } from './walk-leads.ts'

/** As many leads are looked at for one page; it may come out short, with a cursor to go on from. */
const budget = 10_000

/** One page of the leads that are in a segment and meet a filter besides. */
export async function pageOfSegment(
  ctx: Ctx,
  list: string,
  segmentId: string,
  filter: LeadFilter,
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<z.input<typeof LeadPage>> {
  const now = ctx.clock.now()
  const condition = compiled(await findVisible(ctx, segmentId), now)
  const { found, last, exhausted } = await walkLeads(ctx, { condition, extra: filterParts(filter, now), before, want: limit + 1, budget })
  const shown = found.slice(0, limit)
  const end = shown.at(-1)
  const next = found.length > limit ? end && placeOf(end) : exhausted ? undefined : last
  const items = await summariesOf(
    ctx.db,
    shown.map(({ id }) => id),
  )
  return { items: items.map((row) => summaryOf(ctx, row)), nextCursor: next === undefined ? null : encodeCursor(list, [next.at, next.id]) }
}
