import { SQL } from 'bun'
import { drizzle } from 'drizzle-orm/bun-sql/postgres'
import { listenWithPg } from './listen.ts'
import type { Driver, DriverOptions } from './types.ts'

export function connectBun(options: DriverOptions): Driver {
  const client = new SQL({
    url: options.url,
    max: options.poolSize,
    idleTimeout: 0,
    connectionTimeout: 10,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs,
      TimeZone: 'UTC',
      ...options.session,
    },
  })
  const db = drizzle({ client })
  return {
    name: 'bun',
    db,
    // Bun rejects the commit of a transaction whose failed statement was swallowed, so nothing more is needed here.
    transaction: (work) => db.transaction(work),
    listen: (channel, onPayload, onGap, onCut) => listenWithPg(options, channel, onPayload, onGap, onCut),
    close: () => client.close({ timeout: 5 }),
  }
}
