import type { Log } from '@mas/kernel'
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { workerSessions } from './open.ts'

const Orphans = z.array(z.object({ name: z.string(), ids: z.array(z.string()) }))

/**
 * Takes over at once what a killed worker had in hand. Jobs do not say who holds them, but Postgres says who is connected:
 * when no other worker is, nobody works on what counts as active, and waiting for its heartbeat to go silent would
 * only cost time. With several workers the silent heartbeat decides, as ever. To be called before the first fetch.
 */
export async function inheritJobs(boss: PgBoss, log: Log): Promise<void> {
  const db = boss.getDb()
  const others = await db.executeSql(
    `select 1 from pg_stat_activity where datname = current_database() and application_name like $1 || '%'
       and application_name <> current_setting('application_name') limit 1`,
    [workerSessions],
  )
  if (others.rows.length > 0) return
  const found = await db.executeSql(
    `select name, array_agg(id::text) as ids from pgboss.job where state = 'active' and name not like '\\_\\_%' group by name`,
  )
  for (const { name, ids } of Orphans.parse(found.rows)) {
    await boss.fail(name, ids, { code: 'request.unavailable', message: 'the worker that held it is gone' })
    // The try counts, so that a job which kills its worker ends some day; but the others are not to blame and need no pause.
    await db.executeSql(`update pgboss.job set start_after = now() where name = $1 and id = any($2::uuid[]) and state = 'retry'`, [
      name,
      ids,
    ])
    log.info('jobs of a worker that is gone go on', { queue: name, jobs: ids.length })
  }
}
