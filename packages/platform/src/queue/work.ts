import { isRetryable, toAppError, type Log } from '@mas/kernel'
import type { JobResult, PgBoss } from 'pg-boss'
import { errorFields } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { Task } from './tasks.ts'

/**
 * Starts fetching one queue. Batches are fetched and settled job by job; a refusal that repeating cannot change
 * goes to the dead letters at once with its reason, a fault is tried again with growing pauses.
 */
export async function workQueue(boss: PgBoss, task: Task, log: Log, metrics: Metrics): Promise<void> {
  const { concurrency, heartbeatSeconds } = task.options
  await boss.work<unknown, void, typeof settings & { heartbeatRefreshSeconds: number }>(
    task.name,
    { ...settings, heartbeatRefreshSeconds: Math.max(1, Math.floor(heartbeatSeconds / 4)) },
    async (jobs) => {
      if (await allDone(jobs)) return jobs.map(({ id }) => ({ id, status: 'completed' }))
      const results: JobResult[] = []
      const pending = jobs.values()
      // A few lanes share the batch, so one slow job does not hold up the rest of it.
      await Promise.all(
        Array.from({ length: Math.min(concurrency, jobs.length) }, async () => {
          for (const job of pending) results.push(await settle(job))
        }),
      )
      return results
    },
  )

  async function allDone(jobs: readonly { id: string; data: unknown; startAfter: Date }[]): Promise<boolean> {
    const [first] = jobs
    if (task.runAll === undefined || first === undefined || jobs.length === 1) return false
    const [started, startedAt] = [performance.now(), Date.now()]
    const payloads = jobs.map(({ data }) => data)
    if (!(await task.runAll(payloads, { id: first.id, number: 1, last: false }))) return false
    for (const { startAfter } of jobs) {
      metrics.jobWaitSeconds.observe({ job: task.name }, Math.max(0, startedAt - startAfter.getTime()) / 1000)
      metrics.jobSeconds.observe({ job: task.name, outcome: 'ok' }, (performance.now() - started) / 1000)
    }
    return true
  }

  async function settle(job: { id: string; data: unknown; retryCount: number; retryLimit: number; startAfter: Date }): Promise<JobResult> {
    const started = performance.now()
    metrics.jobWaitSeconds.observe({ job: task.name }, Math.max(0, Date.now() - job.startAfter.getTime()) / 1000)
    const attempt = { id: job.id, number: job.retryCount + 1, last: job.retryCount >= job.retryLimit }
    try {
      await task.run(job.data, attempt)
      metrics.jobSeconds.observe({ job: task.name, outcome: 'ok' }, (performance.now() - started) / 1000)
      return { id: job.id, status: 'completed' }
    } catch (thrown) {
      const error = toAppError(thrown)
      const status = isRetryable(error) ? 'failed' : 'deadletter'
      metrics.jobSeconds.observe({ job: task.name, outcome: status }, (performance.now() - started) / 1000)
      log.warn('job failed', { job: task.name, id: job.id, attempt: attempt.number, code: error.code, ...errorFields(error) })
      return { id: job.id, status, output: { code: error.code, message: error.message, details: error.details } }
    }
  }
}
const settings = {
  batchSize: 20,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
  perJobResults: true,
  includeMetadata: true,
} as const
