import type { ErrorCode } from '@mas/contracts/catalogue'
import { databaseFault, translate } from '@mas/db'
import { fail, kindTable, toAppError, type AppError, type Log } from '@mas/kernel'
import { errorFields } from '@mas/platform'
import { HTTPException } from 'hono/http-exception'

/** Codes whose HTTP status says more than their kind's. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  'request.too-large': 413,
  'request.too-slow': 408,
  'request.method-not-allowed': 405,
  'request.unsupported-media-type': 415,
}

export function httpStatusOf(error: Pick<AppError, 'code' | 'kind'>): number {
  return statusByCode[error.code] ?? kindTable[error.kind].http
}

/** Seconds after which the same request may succeed; undefined where waiting changes nothing. */
export function retryAfterOf(error: AppError): number | undefined {
  if (statusByCode[error.code] !== undefined) return undefined
  if (error.kind !== 'limit' && error.kind !== 'unavailable') return undefined
  const told = error.details['retryAfterSeconds']
  return typeof told === 'number' && told >= 0 ? Math.ceil(told) : 1
}

/**
 * Whatever was thrown, in the words of the catalogue. Reads outside a transaction meet the database without the
 * transaction helper's translation, so a lost connection is `unavailable` here, too.
 */
export function edgeError(thrown: unknown): AppError {
  if (thrown instanceof HTTPException) return fail(thrown.status === 413 ? 'request.too-large' : 'request.invalid', {}, thrown)
  const known = toAppError(translate(thrown))
  // Text that Postgres cannot store (NUL, a lone surrogate) came from outside, whichever schema let it through.
  const state = known.kind === 'internal' ? databaseFault(thrown)?.state : undefined
  return state === '22021' || state === '22P05'
    ? fail('request.invalid', { issues: [{ path: [], message: 'contains characters that cannot be stored' }] }, thrown)
    : known
}

/** Faults of ours are logged with their cause, which the answer never carries; refusals are the access line's business. */
export function logFault(log: Log, error: AppError, fields: { requestId: string; path: string }): void {
  if (error.kind === 'internal') log.error('request failed', { ...fields, code: error.code, ...errorFields(error) })
  else if (error.kind === 'unavailable') log.warn('request could not be served', { ...fields, code: error.code, ...errorFields(error) })
}
