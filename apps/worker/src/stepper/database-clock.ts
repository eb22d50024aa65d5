import type { Clock, Log } from '@mas/kernel'

export interface DatabaseClock extends Clock {
  /** False while this clock cannot be trusted: nothing may be claimed by it. */
  trusted(): boolean
  /** Milliseconds it was off when it was set last. */
  offMs(): number
  /** Sets it by the database; what is still off afterwards decides whether it is trusted. */
  discipline(): Promise<void>
}
const mostOffMs = 250

/**
 * The time of the database, kept by the machine's monotonic clock in between: a step of the machine's own clock moves nothing, and
 * two workers agree as far as the network lets them.
 */
export function databaseClock(ask: () => Promise<Date>, log: Log): DatabaseClock {
  let anchor = { at: Date.now(), ticks: performance.now() }
  let off = 0
  let trusted = false
  const nowMs = () => anchor.at + (performance.now() - anchor.ticks)
  /** The best of three: the shortest round trip says most. */
  const measure = async () => {
    let best = { roundTrip: Number.POSITIVE_INFINITY, off: 0 }
    for (let sample = 0; sample < 3; sample += 1) {
      const before = performance.now()
      const [asked, mine] = [await ask(), nowMs()]
      const roundTrip = performance.now() - before
      if (roundTrip < best.roundTrip) best = { roundTrip, off: asked.getTime() - (mine - roundTrip / 2) }
    }
    return best.off
  }
  return {
    now: () => new Date(nowMs()),
    trusted: () => trusted,
    offMs: () => off,
    discipline: async () => {
      off = await measure()
      anchor = { at: nowMs() + off, ticks: performance.now() }
      const left = await measure()
      const good = Math.abs(left) <= mostOffMs
      if (!good) log.error('workflow clock cannot be set; this process claims nothing', { offMs: Math.round(left) })
      trusted = good
    },
  }
}
