import type { Ctx } from '@mas/kernel'
import { shareOf, type Standing } from './share-rules.ts'

/**
 * freshMs: a receiver that has not answered after this is a slow one. mostFresh: sends that are not slow yet; more wait
 * for one of them to end or to become slow.
 */
const limits = { freshMs: 1_000, mostFresh: 32 }

/**
 * The sends under way in one process. They outlive the jobs that started them, so that no batch of jobs waits for its
 * slowest receiver; what keeps them few is counted here: quick ones together, slow ones by endpoint.
 */
export interface Sends {
  /** Waits until another send may start. */
  room(): Promise<void>
  /** How many at a time an endpoint may have now. */
  shareOf(endpoint: Standing): number
  /** `work` never throws. */
  add(endpoint: Standing, work: Promise<void>): void
  /** Until none is under way. */
  settled(): Promise<void>
}

export function openSends({ freshMs, mostFresh } = limits): Sends {
  const all = new Set<Promise<void>>()
  const fresh = new Set<Promise<unknown>>()
  const slow = new Map<string, number>()
  let waiting = 0
  const isSlow = ({ id, transport_failures_in_a_row: failures }: Standing) => failures > 0 || slow.has(id)
  const becomesSlow = async (id: string, work: Promise<void>) => {
    waiting += 1
    slow.set(id, (slow.get(id) ?? 0) + 1)
    await work
    waiting -= 1
    const left = (slow.get(id) ?? 1) - 1
    if (left > 0) slow.set(id, left)
    else slow.delete(id)
  }
  const follow = async (endpoint: Standing, work: Promise<void>) => {
    if (!isSlow(endpoint)) {
      const whileFresh = endsWithin(work, freshMs)
      fresh.add(whileFresh)
      const ended = await whileFresh
      fresh.delete(whileFresh)
      if (ended) return
    }
    await becomesSlow(endpoint.id, work)
  }
  return {
    room: async () => {
      while (fresh.size >= mostFresh) await Promise.race(fresh)
    },
    shareOf: (endpoint) => shareOf({ allowed: endpoint.allowed_in_flight, isSlow: isSlow(endpoint), waiting }),
    add: (endpoint, work) => {
      const followed = follow(endpoint, work).finally(() => all.delete(followed))
      all.add(followed)
    },
    settled: async () => {
      await Promise.all(all)
    },
  }
}

/** Per process, found through what all contexts of one process share. */
const sendsOfProcess = new WeakMap<object, Sends>()
export function sendsOf(ctx: Ctx): Sends {
  const known = sendsOfProcess.get(ctx.infra) ?? openSends()
  sendsOfProcess.set(ctx.infra, known)
  return known
}

function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    void work.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
