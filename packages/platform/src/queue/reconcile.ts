import type { Job, Log, Schedule } from '@mas/kernel'
import type { PgBoss, QueuePolicy } from 'pg-boss'
import { deadLetterQueue } from './open.ts'

interface QueueSpec {
  readonly name: string
  readonly options: Job['options']
}

/**
 * Makes the queues what the code declares: creates missing ones, updates changed ones, and refuses to start when
 * an existing queue has a policy that cannot be changed in place. Safe to run from several processes at once.
 */
export async function reconcileQueues(boss: PgBoss, specs: readonly QueueSpec[], log: Log): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  if (!existing.has(deadLetterQueue))
    await boss.createQueue(deadLetterQueue, { retryLimit: 0, deleteAfterSeconds: 0, retentionSeconds: 90 * 86_400 })
  for (const { name, options } of specs) {
    const policy: QueuePolicy = options.order === 'key-ordered' ? 'key_strict_fifo' : 'standard'
    const wanted = {
      retryLimit: options.retryLimit,
      retryDelay: options.retryDelaySeconds,
      retryBackoff: true,
      retryDelayMax: 3600,
      expireInSeconds: options.expireSeconds,
      heartbeatSeconds: options.heartbeatSeconds,
      deadLetter: deadLetterQueue,
      deleteAfterSeconds: 86_400,
      notify: true,
    }
    const found = existing.get(name)
    if (found === undefined) await boss.createQueue(name, { ...wanted, policy })
    else if (found.policy !== policy)
      throw new Error(`queue ${name} exists with policy ${found.policy}; it cannot become ${policy}: give the job a new name`)
    else if (Object.entries(wanted).some(([key, value]) => Reflect.get(found, key) !== value)) {
      await boss.updateQueue(name, wanted)
      log.info('queue options updated', { queue: name })
    }
  }
  const declared = new Set([deadLetterQueue, ...specs.map((spec) => spec.name)])
  for (const name of existing.keys())
    if (!declared.has(name) && !name.startsWith('__')) log.warn('queue is not declared any more; drain and delete it', { queue: name })
}

/** Makes the register of schedules, which operators see, exactly what the code declares. */
export async function reconcileSchedules(boss: PgBoss, schedules: readonly Schedule[], log: Log): Promise<void> {
  const wanted = new Set<string>(schedules.map((one) => one.name))
  for (const stored of await boss.getSchedules()) {
    if (wanted.has(stored.key)) continue
    await boss.unschedule(stored.name, stored.key)
    log.info('schedule removed', { schedule: stored.key })
  }
  for (const { name, cron, zone, job, payload } of schedules) await boss.schedule(job.name, cron, Object(payload), { tz: zone, key: name })
}
