import { CountSegmentOutput, SegmentRef } from '@mas/contracts/leads'
import { askForCount } from '@mas/db/leads'
import { enqueue, flow, inTx } from '@mas/kernel'
import { instantOf } from '../lead-view.ts'
import { reachOf } from '../reach.ts'
import { countMembers } from './segment-jobs.ts'
import { compiled, findVisible } from './segment-view.ts'
import { walkLeads } from './walk-leads.ts'

const freshMs = 10 * 60_000
/** As many are looked at while the caller waits. */
const budget = 10_000

export const countSegment = flow({
  verb: 'leads.count-segment',
  summary:
    'Counts the leads within reach that are in a segment. Over the whole pool a kept count is answered, and a new one is begun when it is older than 10 minutes.',
  permission: 'leads.count-segment',
  refuses: ['leads.segment-not-found'],
  rate: 'read',
  input: SegmentRef,
  output: CountSegmentOutput,
  run: async (ctx, { segmentId }) => {
    const segment = await findVisible(ctx, segmentId)
    const now = ctx.clock.now()
    if (reachOf(ctx).all) {
      const stale = segment.counted_at === null || new Date(segment.counted_at).getTime() < now.getTime() - freshMs
      if (stale)
        await inTx(ctx, async (t) => {
          if (await askForCount(t.tx, segmentId, new Date(now.getTime() - freshMs), now)) await enqueue(t, countMembers, { segmentId })
        })
      if (segment.counted_at !== null && segment.member_count !== null)
        return { count: segment.member_count, complete: true, countedAt: instantOf(segment.counted_at) }
    }
    const walked = await walkLeads(ctx, { condition: compiled(segment, now), want: Number.POSITIVE_INFINITY, budget })
    return { count: walked.found.length, complete: walked.exhausted, countedAt: now.toISOString() }
  },
})
