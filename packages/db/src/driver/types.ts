import type { EmptyRelations } from 'drizzle-orm'
import type { PgAsyncDatabase, PgAsyncTransaction } from 'drizzle-orm/pg-core'
import type { PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** The pool. Reads outside a transaction go through it. */
export type Db = PgAsyncDatabase<PgQueryResultHKT, EmptyRelations>
/** One open transaction. Writes and locks take it. */
export type Tx = PgAsyncTransaction<PgQueryResultHKT, EmptyRelations>
/** Either: for reads that are also used inside transactions. */
export type Reader = Db | Tx

export interface DriverOptions {
  readonly url: string
  /** Connections at most. */
  readonly poolSize: number
  readonly applicationName: string
  /** A statement that runs longer is cancelled by the server. */
  readonly statementTimeoutMs: number
  /** Server settings of every session of this pool, beside the ones above. */
  readonly session?: Readonly<Record<string, string>>
}

/** What the two drivers have in common; nothing above this file knows which one is at work. */
export interface Driver {
  readonly name: 'bun' | 'node'
  readonly db: Db
  /** Runs `work` in one transaction. A failed statement whose error was swallowed must not commit silently. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Calls back for each NOTIFY on `channel`, `onCut` when the line is lost, and `onGap` when it is back and some may
   * have been missed.
   */
  listen(channel: string, onPayload: (payload: string) => void, onGap: () => void, onCut?: () => void): Promise<{ close(): Promise<void> }>
  close(): Promise<void>
}
