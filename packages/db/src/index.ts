import type { Db, Tx } from './driver/types.ts'

export { connect, type Db, type Driver, type DriverOptions, type Reader, type Tx } from './driver/index.ts'
export { rows, texts } from './rows.ts'
export { databaseFault } from './sql-errors.ts'
export { transactor } from './transact.ts'
export { translate } from './translate.ts'
export { sql } from 'drizzle-orm'

declare module '@mas/kernel' {
  interface Registered {
    db: Db
    tx: Tx
  }
}
