import type { QueueOps } from '@mas/kernel'
import { rows, sql } from '@mas/db'
import { oldestSince } from '@mas/db/admin'
import { fromDrizzle, type PgBoss } from 'pg-boss'
import { listDeadLetters, redriveDeadLetters } from './dead-letters.ts'

/** The operators' view of pg-boss. */
export function queueOps(boss: PgBoss): QueueOps {
  return {
    queues: async () =>
      (await boss.getQueues()).map((queue) => ({
        name: queue.name,
        ready: queue.readyCount,
        deferred: queue.deferredCount,
        active: queue.activeCount,
        failed: queue.failedCount,
        oldestReadySeconds: queue.readyOldestSeconds,
        countedAt: queue.deltaOn,
      })),
    schedules: async () => (await boss.getSchedules()).map(({ name, cron, timezone }) => ({ name, cron, zone: timezone })),
    oldestSince,
    deadLetters: (limit) => listDeadLetters(boss, limit),
    redrive: (tx, wanted) =>
      redriveDeadLetters(boss, wanted, { db: fromDrizzle({ execute: (statement) => rows(tx, sql`${statement}`) }, sql) }),
  }
}
