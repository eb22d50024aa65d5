import type { JobOptions, JobRow, Tx } from '@mas/kernel'
import { rows, sql } from '@mas/db'
import { fromDrizzle, type PgBoss } from 'pg-boss'

/**
 * Adds jobs in the caller's transaction. The insert also carries the wake-up, which Postgres delivers at commit. A
 * job whose id exists already is left as it is.
 */
export function sendInTx(boss: PgBoss) {
  return async (tx: Tx, queue: string, jobs: readonly JobRow[], options: JobOptions): Promise<void> => {
    const inserts = jobs.map(({ id, data, startAfter, key }) => ({
      id,
      data: Object(data),
      ...(startAfter && { startAfter }),
      ...(key !== undefined && { singletonKey: key }),
      retryLimit: options.retryLimit,
    }))
    await boss.insert(queue, inserts, { db: fromDrizzle({ execute: (statement) => rows(tx, sql`${statement}`) }, sql) })
  }
}
