import type { Log } from '@mas/kernel'
import pino, { type Logger } from 'pino'

/** Names whose values are never written, wherever they stand in the fields of a line. */
const secretKeys = [
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
]
const redact = { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' }

export function createLog(options: { level: string; process: string; write?: (line: string) => void }): Log {
  const destination = options.write === undefined ? pino.destination({ dest: 1, sync: false }) : { write: options.write }
  return wrap(pino({ level: options.level, base: { process: options.process }, redact, messageKey: 'message' }, destination))
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields) => wrap(logger.child(fields)),
  }
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
