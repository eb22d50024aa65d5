import { CountLeadsInput, CountLeadsOutput, type LeadStatus } from '@mas/contracts/leads'
import { readCounts } from '@mas/db/leads'
import { query, type Ctx } from '@mas/kernel'
import { wordOf } from './lead-view.ts'
import { reachOf } from './reach.ts'

export const countLeads = query({
  verb: 'leads.count-leads',
  summary:
    "Counts leads by status for tiles and tabs: one's own, the pool one owns, or all. Kept counts are read, leads are never counted.",
  permission: 'leads.count-leads',
  input: CountLeadsInput,
  output: CountLeadsOutput,
  run: async (ctx, input) => {
    const [dimension, key] = placeOf(ctx, input.of)
    const counts = await readCounts(ctx.db, dimension, key)
    return {
      total: counts.reduce((sum, row) => sum + row.count, 0),
      byStatus: counts.map((row) => ({ status: wordOf<LeadStatus>(row.status), count: row.count })),
    }
  },
})

/** Nobody counts further than they reach. */
function placeOf(ctx: Ctx, of: 'mine' | 'pool' | 'all' | undefined): ['all' | 'head' | 'owner', string] {
  const reach = reachOf(ctx)
  const me = ctx.actor.kind === 'user' ? ctx.actor.userId : ''
  if (reach.all && of !== 'mine' && of !== 'pool') return ['all', '']
  return of === 'pool' || (of !== 'mine' && !reach.all && reach.pool) ? ['head', me] : ['owner', me]
}
