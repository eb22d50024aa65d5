import type { ErrorCode } from '@mas/contracts/catalogue'
import { AppError, fail } from '@mas/kernel'
import { constraintCodes } from './constraints.gen.ts'
import { databaseFault, isConnectionLoss, isRepeatable } from './sql-errors.ts'

/** Turns what the database threw into a code; everything else passes through as it is. */
export function translate(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown
  const fault = databaseFault(thrown)
  if (fault === undefined) return thrown
  const codes: Readonly<Record<string, ErrorCode>> = constraintCodes
  const code = fault.constraint === undefined ? undefined : codes[fault.constraint]
  if (code !== undefined) return fail(code, {}, thrown)
  if (isConnectionLoss(fault)) return fail('request.unavailable', {}, thrown)
  // A statement cancelled by its time-out or a transaction repeated too often: the machine is busy, not the user wrong.
  if (isRepeatable(fault) || fault.state === '57014' || fault.state === '55P03') return fail('request.unavailable', {}, thrown)
  // A date that no calendar of Postgres has, as in a cursor that somebody wrote: what we make ourselves comes from a clock.
  if (fault.state === '22008') return fail('request.invalid', {}, thrown)
  return thrown
}
