import { firstOpenDay, markClosed } from '@mas/db/ledger'
import { addDays, dayIn, inTx, type Ctx } from '@mas/kernel'
import { settledMs, takeSnapshots } from './take-snapshots.ts'

/**
 * Closes every day that is over and has no whole close, the oldest first: yesterday on a usual night, and the days of an
 * outage after it. Each day is noted when all of it is closed, so a job that dies goes on where it was.
 */
export async function closeMissedDays(ctx: Ctx): Promise<{ days: number; accounts: number }> {
  const total = { days: 0, accounts: 0 }
  const today = dayIn(new Date(ctx.clock.now().getTime() - settledMs))
  for (let day = await firstOpenDay(ctx.db); day !== undefined && day < today; day = addDays(day, 1)) {
    const closing = day
    const accounts = await takeSnapshots(ctx, closing)
    await inTx(ctx, (t) => markClosed(t.tx, { day: closing, closedAt: t.clock.now(), accounts }))
    total.days++
    total.accounts += accounts
  }
  return total
}
