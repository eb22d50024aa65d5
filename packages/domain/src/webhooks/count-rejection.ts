import { addRejection } from '@mas/db/webhooks'
import type { Ctx } from '@mas/kernel'
import { keptHeaders } from './inbox-rules.ts'

interface Rejection {
  readonly provider: string
  readonly reason: 'bad-signature' | 'stale' | 'malformed' | 'too-large'
  readonly headers: Headers
}
interface Counted {
  n: number
  readonly written: Promise<void>
}

/**
 * Part for the HTTP edge: a refused delivery leaves a count by the minute and one sample, never a row of its own. Those
 * that come while one is being written are counted by the next write together: a flood of forgeries must not become a
 * flood of writes.
 */
export function countRejection(ctx: Ctx, { provider, reason, headers }: Rejection): Promise<void> {
  const nowMs = ctx.clock.now().getTime()
  const minute = new Date(nowMs - (nowMs % 60_000))
  const desk = deskOf(ctx)
  const place = `${provider} ${reason} ${minute.toISOString()}`
  const waiting = desk.waiting.get(place)
  if (waiting !== undefined) {
    waiting.n += 1
    return waiting.written
  }
  const write = () => {
    desk.waiting.delete(place)
    return addRejection(ctx.db, { provider, reason, minute, count: counted.n, sample: keptHeaders(headers, []) })
  }
  const counted: Counted = { n: 1, written: desk.last.then(write, write) }
  desk.waiting.set(place, counted)
  desk.last = counted.written
  return counted.written
}

interface Desk {
  readonly waiting: Map<string, Counted>
  last: Promise<void>
}

/** Per process, found through what all contexts of one process share. */
const desks = new WeakMap<object, Desk>()
function deskOf(ctx: Ctx): Desk {
  const known = desks.get(ctx.infra) ?? { waiting: new Map(), last: Promise.resolve() }
  desks.set(ctx.infra, known)
  return known
}
