import { errorCatalogue, type ErrorCode } from '@mas/contracts/catalogue'
import type { ErrorKind } from '@mas/contracts/core'

interface KindMeaning {
  readonly http: number
  /** JSON-RPC style code name that tRPC knows. */
  readonly trpc: TrpcCode
  /** Whether doing the very same thing again later can succeed; jobs retry only these. */
  readonly retry: boolean
  readonly log: 'debug' | 'info' | 'warn' | 'error'
}
export type TrpcCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/** The one table that says what a kind of error means at every edge. */
export const kindTable: { readonly [K in ErrorKind]: KindMeaning } = {
  invalid: { http: 400, trpc: 'BAD_REQUEST', retry: false, log: 'debug' },
  unauthenticated: { http: 401, trpc: 'UNAUTHORIZED', retry: false, log: 'debug' },
  forbidden: { http: 403, trpc: 'FORBIDDEN', retry: false, log: 'info' },
  'not-found': { http: 404, trpc: 'NOT_FOUND', retry: false, log: 'debug' },
  conflict: { http: 409, trpc: 'CONFLICT', retry: false, log: 'debug' },
  precondition: { http: 412, trpc: 'PRECONDITION_FAILED', retry: false, log: 'debug' },
  limit: { http: 429, trpc: 'TOO_MANY_REQUESTS', retry: true, log: 'info' },
  unavailable: { http: 503, trpc: 'SERVICE_UNAVAILABLE', retry: true, log: 'warn' },
  internal: { http: 500, trpc: 'INTERNAL_SERVER_ERROR', retry: true, log: 'error' },
}

export type ErrorDetails = Readonly<Record<string, unknown>>

/**
 * A refusal or a fault with a code of the catalogue. `message` and `details` are public; `cause` is for logs only
 * and never leaves the process.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    const [kind, message] = errorCatalogue[code]
    super(message, { cause })
    this.kind = kind
    this.code = code
    this.details = details
  }
}

/** Makes the error to throw: `throw fail('leads.stale', { version: 7 })`. */
export function fail(code: ErrorCode, details?: ErrorDetails, cause?: unknown): AppError {
  return new AppError(code, details, cause)
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text)
}

/** Whatever was thrown, as an `AppError`: anything unknown is `request.internal`, its text kept in `cause`. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : fail('request.internal', {}, thrown)
}

/** True where repeating the same call later can succeed. */
export function isRetryable(thrown: unknown): boolean {
  return kindTable[toAppError(thrown).kind].retry
}
