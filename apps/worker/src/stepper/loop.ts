import type { Ctx } from '@mas/kernel'
import type { Metrics } from '@mas/platform'
import type { Bell } from './bell.ts'
import type { DatabaseClock } from './database-clock.ts'

/** What every loop of a process has to hand. */
export interface Shop {
  readonly clock: DatabaseClock
  readonly metrics: Metrics
  /** Name of this process in the table of loops. */
  readonly process: string
  stopping(): boolean
  ctx(): Ctx
}

/** Idle loops look again after this long, whatever they heard. */
export const idleMs = 250
const brokenMs = 500

/** Rounds of one loop until the process stops. `round` answers how long to sleep; a round that threw is tried again soon. */
export async function runLoop(shop: Shop, bell: Bell, name: string, round: () => Promise<number>): Promise<void> {
  const { log } = shop.ctx()
  while (!shop.stopping()) {
    let sleepMs = brokenMs
    if (shop.clock.trusted())
      try {
        sleepMs = await round()
      } catch (thrown) {
        // A lost database or a time-out: nothing of the round was committed, so everything is due as before.
        log.warn('workflow loop stumbled', { loop: name, error: thrown instanceof Error ? thrown.message : 'unknown' })
      }
    if (!shop.stopping() && sleepMs > 0) await bell.wait(sleepMs)
  }
}
