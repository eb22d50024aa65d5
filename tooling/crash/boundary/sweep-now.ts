import { enqueue, inTx, newId, system } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { workerSchedules } from '@mas/wiring'

/** The minute after which whoever takes over sweeps is over at once; said as often as it takes. */
export async function sweepNow({ ctx }: Runtime): Promise<void> {
  for (;;)
    try {
      return await inTx(ctx(system('boundary'), { requestId: newId() }), async (t) => {
        for (const { cron, job, payload } of workerSchedules) if (cron === '* * * * *') await enqueue(t, job, payload)
      })
    } catch {
      // Postgres is barely back, and a connection of before it was struck was at hand.
      await Bun.sleep(200)
    }
}
