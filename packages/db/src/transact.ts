import { fail } from '@mas/kernel'
import type { Driver, Tx } from './driver/types.ts'
import { databaseFault, isRepeatable } from './sql-errors.ts'
import { translate } from './translate.ts'

const attempts = 5

/**
 * Runs transactions over a driver: bounded in number, repeated after serialization failures and deadlocks, with the
 * database's refusals turned into codes by constraint name.
 */
export function transactor(driver: Driver, slots: number, waitForSlotMs = 10_000): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  const gate = turnstile(slots, waitForSlotMs)
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

/**
 * Lets `slots` transactions in at a time. Bun's pool has no acquire time-out of its own: without this bound a burst
 * would wait for ever instead of being told to come back.
 */
function turnstile(slots: number, waitForSlotMs: number): () => Promise<() => void> {
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
