import type { ErrorCode } from '@mas/contracts/catalogue'
import { AppError, fail } from '@mas/kernel'
import { constraintCodes } from './constraints.gen.ts'
import type { Driver, Tx } from './driver/types.ts'
import { databaseFault, isConnectionLoss, isRepeatable } from './sql-errors.ts'

const attempts = 5
const waitForSlotMs = 10_000

/**
 * Runs transactions over a driver: bounded in number, repeated after serialization failures and deadlocks, with the
 * database's refusals turned into codes by constraint name.
 */
export function transactor(driver: Driver, slots: number): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  const gate = turnstile(slots)
  return async (work) => {
    const leave = await gate()
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await driver.transaction(work)
        } catch (thrown) {
          const fault = databaseFault(thrown)
          const again = fault !== undefined && isRepeatable(fault) && attempt < attempts
          if (!again) throw translate(thrown)
          await new Promise((resume) => setTimeout(resume, Math.random() * 10 * 2 ** attempt))
        }
      }
    } finally {
      leave()
    }
  }
}

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
  return thrown
}

/**
 * Lets `slots` transactions in at a time. Bun's pool has no acquire time-out of its own: without this bound a burst
 * would wait for ever instead of being told to come back.
 */
function turnstile(slots: number): () => Promise<() => void> {
  let free = slots
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return () => {
    if (free > 0) {
      free--
      return Promise.resolve(leave)
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer)
        resolve(leave)
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(fail('request.unavailable', { reason: 'no database connection became free' }))
      }, waitForSlotMs)
      waiting.push(enter)
    })
  }
}
