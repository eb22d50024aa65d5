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
  /** On its way: neither forgotten while the answer is waited for, nor lost where none comes. */
  sending: number
}

async function addUp(db: Db, windows: ReadonlyMap<string, Window>): Promise<void> {
  const counts = []
  for (const [bucket, window] of windows) {
    window.sending = window.pending
    window.pending = 0
    counts.push({ bucket, windowStart: new Date(window.start).toISOString(), count: window.sending })
  }
  try {
    for (const { bucket, used } of await addToRates(db, counts)) Object.assign(windows.get(bucket) ?? {}, { known: used, sending: 0 })
  } finally {
    for (const window of windows.values()) {
      window.pending += window.sending
      window.sending = 0
    }
  }
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
    const due: [string, Window][] = []
    for (const [bucket, window] of windows) {
      // Over: whoever counts now begins anew, so nobody asks for the rest of it.
      if (now >= window.start + budgets[classOf(bucket)].windowMs) windows.delete(bucket)
      else if (window.pending > 0) due.push([bucket, window])
    }
    // Callers come from as many networks as there are people: one statement for each would be one more a request.
    for (let from = 0; from < due.length; from += atOnce) await addUp(db, new Map(due.slice(from, from + atOnce)))
  }
  let flushing = false
  const timer = setInterval(() => {
    if (flushing) return
    flushing = true
    // A lost flush costs accuracy and nothing else, so the database being away must not matter here.
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
      window = { start, known: 0, pending: 0, sending: 0 }
      windows.set(bucket, window)
    }
    window.pending += 1
    return window.known + window.sending + window.pending
  }
}

function whoOf({ actor, client }: Ctx): string {
  return actor.kind === 'anonymous' ? `ip:${networkOf(client?.ip)}` : actorKey(actor)
}
function classOf(bucket: string): Counted {
  const name = bucket.slice(0, bucket.indexOf(':'))
  return name === 'read' || name === 'write' || name === 'bulk' || name === 'auth' ? name : 'public'
}
