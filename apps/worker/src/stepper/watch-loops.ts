import type { LatenessRow } from '@mas/db/workflows'
import type { Shop } from './loop.ts'

const everyMs = 5_000
const clockEveryMs = 30_000
const words = ['control', 'act', 'bulk'] as const

/** Looks after the loops: the clock, what is due, and the runs of processes that are gone. */
export function watchLoops(
  shop: Shop,
  ask: { readonly markGone: () => Promise<number>; readonly backlog: () => Promise<readonly LatenessRow[]> },
): { stop(): void } {
  const { metrics, clock } = shop
  const { log } = shop.ctx()
  let setAt = performance.now()
  const look = async () => {
    if (performance.now() - setAt >= clockEveryMs || !clock.trusted()) {
      setAt = performance.now()
      await clock.discipline()
      metrics.workflowClockOffSeconds.set(clock.offMs() / 1_000)
    }
    metrics.workflowClaiming.set(clock.trusted() ? 1 : 0)
    const suspects = await ask.markGone()
    if (suspects > 0) log.warn('a stepper is gone; its runs are suspects', { suspects })
    const due = new Map((await ask.backlog()).map((row) => [row.lane, row.due]))
    for (const [lane, word] of words.entries()) metrics.workflowDue.set({ lane: word }, due.get(lane) ?? 0)
  }
  let looking = false
  const timer = setInterval(() => {
    if (looking || shop.stopping()) return
    looking = true
    look()
      .catch((thrown: unknown) => log.debug('workflow loops not watched', { error: thrown instanceof Error ? thrown.name : 'unknown' }))
      .finally(() => {
        looking = false
      })
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
