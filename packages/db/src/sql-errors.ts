/** What a database error tells without its text, which carries SQL and values and must stay out of answers and logs. */
export interface DatabaseFault {
  /** SQLSTATE, or undefined when the connection itself failed. */
  readonly state: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
}

/** Finds the driver's error below whatever wrapped it; undefined when the database had no part in it. */
export function databaseFault(thrown: unknown): DatabaseFault | undefined {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    // Bun's client keeps the SQLSTATE in `errno`, `pg` in `code`.
    const state = [textAt(error, 'errno'), textAt(error, 'code')].find((text) => text !== undefined && sqlState.test(text))
    if (state !== undefined) return { state, constraint: textAt(error, 'constraint'), table: textAt(error, 'table') }
    const code = textAt(error, 'code')
    if ((code !== undefined && connectionCodes.test(code)) || lostInPg.test(error.message))
      return { state: undefined, constraint: undefined, table: undefined }
  }
  return undefined
}
/** Five capitals or digits with a digit among them, which keeps `EPIPE` out. */
const sqlState = /^(?=.*\d)[0-9A-Z]{5}$/
/** `pg` gives these no code at all. */
const lostInPg =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Connection ended)/
const connectionCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|ERR_POSTGRES_(CONNECTION|IDLE|LIFETIME))/

function textAt(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Serialization failure or deadlock: the whole transaction may simply run again. */
export function isRepeatable(fault: DatabaseFault): boolean {
  return fault.state === '40001' || fault.state === '40P01'
}

/** The server or the way to it is gone for the moment (shutting down, restarting, too many connections, cut). */
export function isConnectionLoss(fault: DatabaseFault): boolean {
  return fault.state === undefined || /^(08|57P|53)/.test(fault.state)
}
