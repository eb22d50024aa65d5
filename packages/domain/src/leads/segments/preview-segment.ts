import { PreviewSegmentInput, PreviewSegmentOutput } from '@mas/contracts/leads'
import { compileCondition, summariesOf } from '@mas/db/leads'
import { query } from '@mas/kernel'
import { summaryOf } from '../lead-view.ts'
import { requireSegmentCondition } from './segment-rules.ts'
import { walkLeads } from './walk-leads.ts'

/** A preview looks at so many leads at most, whatever the size of the pool. */
const budget = 10_000

export const previewSegment = query({
  verb: 'leads.preview-segment',
  summary: 'Shows the most recently active leads within reach that a condition holds for, before it is kept; looks at 10,000 at most.',
  permission: 'leads.preview-segment',
  refuses: ['leads.segment-invalid'],
  input: PreviewSegmentInput,
  output: PreviewSegmentOutput,
  run: async (ctx, { condition, limit }) => {
    requireSegmentCondition(condition)
    const walked = await walkLeads(ctx, { condition: compileCondition(condition, ctx.clock.now()), want: limit, budget })
    const shown = walked.found.slice(0, limit).map(({ id }) => id)
    const items = await summariesOf(ctx.db, shown)
    return { items: items.map((row) => summaryOf(ctx, row)), looked: walked.looked, found: walked.found.length, complete: walked.exhausted }
  },
})
