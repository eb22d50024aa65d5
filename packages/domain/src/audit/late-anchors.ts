import { lateAnchorDays } from '@mas/db/audit'
import { inTx, type Ctx } from '@mas/kernel'
import { lateAfterMs } from './anchor-rules.ts'
import { pageOperator } from './page-operator.ts'

/** An anchor that did not reach its store for a day leaves a day that could be rewritten unnoticed. */
export async function pageLateAnchors(ctx: Ctx): Promise<void> {
  const days = await lateAnchorDays(ctx.db, new Date(ctx.clock.now().getTime() - lateAfterMs))
  if (days.length === 0) return
  ctx.log.error('audit anchors are not published a day after they were computed', { days })
  await inTx(ctx, async (t) => {
    for (const day of days)
      await pageOperator(t, {
        key: `audit-anchor-late:${day}`,
        summary: 'an audit anchor is not published a day after it was computed',
        details: { day },
      })
  })
}
