import { ensurePartition } from '@mas/db/audit'
import { inTx, type Ctx } from '@mas/kernel'
import { addMonths, monthOf } from './months.ts'

/** The month at hand and the next three always have their partition. */
export async function makePartitions(ctx: Ctx): Promise<void> {
  const present = monthOf(ctx.clock.now())
  for (const ahead of [0, 1, 2, 3]) {
    const month = addMonths(present, ahead)
    const outcome = await inTx(ctx, (t) => ensurePartition(t.tx, month))
    // Nothing is lost: those entries stay among the unplaced ones, where every reader finds them.
    if (outcome === 'occupied') ctx.log.error('audit month has no partition, its entries are among the unplaced', { month })
  }
}
