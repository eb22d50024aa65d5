import { outboxLagMs } from '@mas/db/events'
import type { Runtime } from '@mas/platform'
import { deadLetterQueue } from '@mas/platform/queue'

const everyMs = 10_000

/**
 * Keeps the gauges of what waits. Depths are those that pg-boss counts for itself every few seconds, so that nobody
 * counts a growing table.
 */
export function watchBacklog(runtime: Runtime): { stop(): void } {
  const { metrics, queue, driver, clock, log } = runtime
  const measure = async () => {
    metrics.outboxLagSeconds.set((await outboxLagMs(driver.db, clock.now())) / 1000)
    for (const { name, queuedCount } of await queue.getQueues()) {
      if (name === deadLetterQueue) metrics.deadLetters.set(queuedCount)
      else if (!name.startsWith('__')) metrics.queueDepth.set({ queue: name }, queuedCount)
    }
  }
  let measuring = false
  const timer = setInterval(() => {
    if (measuring) return
    measuring = true
    measure()
      .catch((thrown: unknown) => log.debug('backlog not measured', { error: thrown instanceof Error ? thrown.name : 'unknown' }))
      .finally(() => {
        measuring = false
      })
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
