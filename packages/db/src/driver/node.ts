import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { listenWithPg } from './listen.ts'
import { readLikeBun } from './pg-values.ts'
import type { Driver, DriverOptions } from './types.ts'

export function connectNode(options: DriverOptions): Driver {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 10_000,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs,
    options: Object.entries({ TimeZone: 'UTC', ...options.session })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  })
  // Without a listener an idle connection that dies would end the process; the pool replaces it by itself.
  pool.on('error', () => {})
  pool.on('connect', readLikeBun)
  const db = drizzle({ client: pool })
  return {
    name: 'node',
    db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        const result = await work(tx)
        // `pg` answers a COMMIT of an aborted transaction with success although the server rolled back. A last
        // statement fails in that state, which turns a silent loss into an error.
        await tx.execute(sql`select 1`, 'objects')
        return result
      }),
    listen: (channel, onPayload, onGap, onCut) => listenWithPg(options, channel, onPayload, onGap, onCut),
    close: () => pool.end(),
  }
}
