import type { Db } from '@mas/db'
import { addToRate, addToRates } from '@mas/db/requests'
import { actorKey, fail, networkOf, type Clock, type Ctx, type RateClass, type VerbMeta } from '@mas/kernel'

interface Budget {
  readonly windowMs: number
  readonly limit: number
  /** `exact`: every request asks Postgres. `pooled`: counted here and added up across processes now and then. */
  readonly counting: 'exact' | 'pooled'
}
/** Requests that one caller may make; anonymous callers are told apart by network: an IPv4 address, or the /64 of an IPv6 one. */
type Counted = Exclude<RateClass, 'self'>
export const defaultBudgets: Readonly<Record<Counted, Budget>> = {
  read: { windowMs: 60_000, limit: 1_200, counting: 'pooled' },
  write: { windowMs: 60_000, limit: 300, counting: 'pooled' },
  bulk: { windowMs: 60_000, limit: 30, counting: 'exact' },
  auth: { windowMs: 60_000, limit: 60, counting: 'exact' },
  public: { windowMs: 60_000, limit: 60, counting: 'exact' },
}

export interface RateLimiter {
  take(ctx: Ctx, verb: Pick<VerbMeta, 'rate'>, by?: string): Promise<void>
  stop(): void
}

const atOnce = 1000

interface Window {
  start: number
  /** What all processes used, as far as this one knows. */
  known: number
  /** Taken here and not yet added up. */
  pending: number
}

/**
 * Counts requests per caller and class in fixed windows that all processes share through Postgres. Pooled classes
 * flush at most twice a second, so the usual read costs no statement; the price is that N processes together may let
 * through what they took within half a second more than the limit.
 */
export function rateLimiter(db: Db, clock: Clock, budgets: Readonly<Record<Counted, Budget>> = defaultBudgets): RateLimiter {
  const windows = new Map<string, Window>()
  const flush = async () => {
    const now = clock.now().getTime()
    const counts = []
    const taken = new Map<string, Window>()
    for (const [bucket, window] of windows) {
      if (window.pending > 0) {
        counts.push({ bucket, windowStart: new Date(window.start).toISOString(), count: window.pending })
        taken.set(bucket, window)
        window.pending = 0
      } else if (now >= window.start + budgets[classOf(bucket)].windowMs) windows.delete(bucket)
    }
    // Callers come from as many networks as there are people: one statement for each would be one more a request.
    for (let from = 0; from < counts.length; from += atOnce)
      for (const { bucket, used } of await addToRates(db, counts.slice(from, from + atOnce))) {
        const window = taken.get(bucket)
        if (window !== undefined) window.known = used
      }
  }
  let flushing = false
  const timer = setInterval(() => {
    if (flushing) return
    flushing = true
    // A lost flush costs accuracy for one window and nothing else, so the database being away must not matter here.
    flush().then(
      () => (flushing = false),
      () => (flushing = false),
    )
  }, 500)
  timer.unref()

  return {
    take: async (ctx, verb, by) => {
      if (ctx.actor.kind === 'system' || ctx.actor.kind === 'workflow') return
      // What counts on its own is stricter about strangers than about anybody else.
      const rate = verb.rate === 'self' ? 'auth' : verb.rate
      const budget = budgets[rate]
      const now = clock.now().getTime()
      const start = now - (now % budget.windowMs)
      const who = by ?? whoOf(ctx)
      const bucket = `${rate}:${who}`
      const used = budget.counting === 'exact' ? await addToRate(db, bucket, new Date(start), 1) : countHere(bucket, start)
      if (used > budget.limit) throw fail('request.too-many', { retryAfterSeconds: Math.ceil((start + budget.windowMs - now) / 1000) })
    },
    stop: () => clearInterval(timer),
  }

  function countHere(bucket: string, start: number): number {
    let window = windows.get(bucket)
    if (window === undefined || window.start !== start) {
      window = { start, known: 0, pending: 0 }
      windows.set(bucket, window)
    }
    window.pending += 1
    return window.known + window.pending
  }
}

function whoOf({ actor, client }: Ctx): string {
  return actor.kind === 'anonymous' ? `ip:${networkOf(client?.ip)}` : actorKey(actor)
}
function classOf(bucket: string): Counted {
  const name = bucket.slice(0, bucket.indexOf(':'))
  return name === 'read' || name === 'write' || name === 'bulk' || name === 'auth' ? name : 'public'
}
