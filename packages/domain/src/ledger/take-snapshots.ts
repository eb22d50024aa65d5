import { closeDay } from '@mas/db/ledger'
import { addDays, fail, inTx, startOfDay, type Ctx } from '@mas/kernel'

const accountsAtOnce = 5_000
/** After this long no transaction of the day can still commit: they last a minute at most. */
export const settledMs = 5 * 60_000

/** Closes a day for every account that moved on it; answers how many closes it wrote. */
export async function takeSnapshots(ctx: Ctx, day: string): Promise<number> {
  const from = startOfDay(day)
  const end = startOfDay(addDays(day, 1))
  if (ctx.clock.now().getTime() < end.getTime() + settledMs) throw fail('ledger.instant-in-future', { day })
  let written = 0
  let afterId: string | undefined
  do {
    const chunk = await inTx(ctx, (t) => closeDay(t.tx, { day, from, end, afterId, limit: accountsAtOnce }))
    written += chunk.written
    afterId = chunk.next
  } while (afterId !== undefined)
  return written
}
