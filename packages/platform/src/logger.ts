import type { Log, LogFields } from '@mas/kernel'
import pino, { type Logger } from 'pino'

/** Names whose values are never written, wherever they stand in the fields of a line. */
const secretKeys: ReadonlySet<string> = new Set([
  'password',
  'token',
  'secret',
  'code',
  'phrase',
  'authorization',
  'cookie',
  'accessToken',
  'refreshToken',
  'deviceProof',
])

export function createLog(options: { level: string; process: string; write?: (line: string) => void }): Log {
  const destination = options.write === undefined ? pino.destination({ dest: 1, sync: false }) : { write: options.write }
  return wrap(pino({ level: options.level, base: { process: options.process }, messageKey: 'message' }, destination))
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(censored(fields), message),
    info: (message, fields) => logger.info(censored(fields), message),
    warn: (message, fields) => logger.warn(censored(fields), message),
    error: (message, fields) => logger.error(censored(fields), message),
    child: (fields) => whenUsed(() => wrap(logger.child(censored(fields)))),
  }
}

/** Each piece of work has a log of its own, and nearly none says anything: made with each, they took a tenth of a busy worker. */
function whenUsed(make: () => Log): Log {
  let made: Log | undefined
  const log = () => (made ??= make())
  return {
    debug: (message, fields) => log().debug(message, fields),
    info: (message, fields) => log().info(message, fields),
    warn: (message, fields) => log().warn(message, fields),
    error: (message, fields) => log().error(message, fields),
    child: (fields) => log().child(fields),
  }
}

function censored(fields: LogFields = {}): LogFields {
  return censoredObject(fields, 5)
}

/**
 * The same object where nothing is secret, which is nearly always, else a copy. One walk over the few fields of a
 * line: pino's own redaction took a quarter of the CPU of a whole request.
 */
function censoredObject(fields: LogFields, levels: number): LogFields {
  let copy: Record<string, unknown> | undefined
  for (const [key, value] of Object.entries(fields)) {
    const shown = isSecret(key, value) ? '[redacted]' : censoredValue(value, levels - 1)
    if (shown !== value) (copy ??= { ...fields })[key] = shown
  }
  return copy ?? fields
}

function censoredValue(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '[deeper]'
  if (Array.isArray(value)) return value.map((one) => censoredValue(one, levels - 1))
  return isFields(value) ? censoredObject(value, levels) : value
}

/** One-time codes are secret; the code of an error is what a line is about. */
function isSecret(key: string, value: unknown): boolean {
  if (!secretKeys.has(key) || value === undefined) return false
  return key !== 'code' || typeof value !== 'string' || !/^[a-z][a-z-]*\.[a-z-]+$/.test(value)
}

function isFields(value: object): value is LogFields {
  return Object.getPrototypeOf(value) === Object.prototype
}

/**
 * What a log line may say of something thrown: never its message when the database wrote it, because that text
 * carries SQL and values.
 */
export function errorFields(thrown: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  let depth = 0
  for (let error: unknown = thrown; error instanceof Error && depth < 4; error = error.cause, depth++) {
    const fromDatabase = /Postgres|DrizzleQuery|DatabaseError/.test(error.constructor.name) || 'query' in error
    fields[depth === 0 ? 'error' : `cause${depth}`] = {
      name: error.name,
      message: fromDatabase ? '[database error]' : error.message,
      ...(fromDatabase && {
        state: Reflect.get(error, 'errno') ?? Reflect.get(error, 'code'),
        constraint: Reflect.get(error, 'constraint'),
      }),
      stack: fromDatabase
        ? undefined
        : error.stack
            ?.split('\n')
            .slice(1, 8)
            .map((line) => line.trim()),
    }
  }
  return depth === 0 ? { error: String(thrown) } : fields
}
