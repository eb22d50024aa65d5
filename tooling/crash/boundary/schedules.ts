import { rows, sql } from '@mas/db'
import { enqueue, inTx, newId, system } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { reconcileSchedules } from '@mas/platform/queue'
import { workerSchedules } from '@mas/wiring'
import pg from 'pg'

/**
 * Has a database's schedules rest, whoever declares them: sweeps that come by the clock would be counted and struck, too,
 * now here and now there, and a flow would never be through.
 */
export async function restSchedules(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`delete from pgboss.schedule; delete from pgboss.job where name = '__pgboss__send-it';
      create function pgboss.rest() returns trigger language plpgsql as 'begin return null; end';
      create trigger rest before insert on pgboss.schedule for each row execute function pgboss.rest()`)
  } finally {
    await client.end()
  }
}

/** Whoever takes over has its schedules, and the minute after which they sweep is over at once; however often that takes to be said. */
export async function wakeSchedules(runtime: Runtime): Promise<void> {
  for (;;)
    try {
      return await wake(runtime)
    } catch {
      // Postgres is barely back, and a connection of before it was struck was at hand.
      await Bun.sleep(200)
    }
}

async function wake({ driver, queue, log, ctx }: Runtime): Promise<void> {
  await rows(driver.db, sql`drop trigger if exists rest on pgboss.schedule`)
  await reconcileSchedules(queue, workerSchedules, log)
  await inTx(ctx(system('boundary'), { requestId: newId() }), async (t) => {
    for (const { cron, job, payload } of workerSchedules) if (cron === '* * * * *') await enqueue(t, job, payload)
  })
}
