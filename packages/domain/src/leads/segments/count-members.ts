import { findSegmentRow, examineLeads, keepCount } from '@mas/db/leads'
import { inTx, type Ctx } from '@mas/kernel'
import { compiled } from './segment-view.ts'
import { placeOf } from './walk-leads.ts'

const step = 5_000

/** Walks the pool in steps, so that no statement grows with it. A condition that changed meanwhile is not credited with the count. */
export async function countSegmentMembers(ctx: Ctx, segmentId: string): Promise<void> {
  const segment = await findSegmentRow(ctx.db, segmentId, undefined)
  if (segment === undefined) return
  const at = ctx.clock.now()
  const condition = compiled(segment, at)
  let count = 0
  let before: { at: string; id: string } | undefined
  for (;;) {
    const rows = await examineLeads(ctx.db, { all: true }, condition, [], before, step)
    count += rows.filter(({ member }) => member).length
    const last = rows.at(-1)
    if (rows.length < step || last === undefined) break
    before = placeOf(last)
  }
  await inTx(ctx, (t) => keepCount(t.tx, segmentId, segment.version, count, at))
}
