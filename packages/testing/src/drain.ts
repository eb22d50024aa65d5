import { rows, sql, type Db } from '@mas/db'
import { isRetryable, toAppError, type Clock } from '@mas/kernel'
import type { Task } from '@mas/platform/queue'

export interface DrainReport {
  /** Names of the jobs that ran, in order. */
  readonly ran: string[]
  /** Jobs that gave up, with the code they gave up with. */
  readonly dead: { job: string; code: string; payload: unknown }[]
}

/**
 * Does every job that is due by the given clock, and the jobs those make, until none is left: what the worker would
 * have done by now. A job without a start time of its own begins when it is made, by the clock of the database, and is due
 * whatever day that is: these tests mean the same in any year. Runs jobs one by one in the test's own process, so a failing one shows its stack.
 */
export async function drainJobs(db: Db, tasks: readonly Task[], clock: Clock, onThrow: (thrown: unknown) => void): Promise<DrainReport> {
  const byName = new Map(tasks.map((task) => [task.name, task]))
  const report: DrainReport = { ran: [], dead: [] }
  for (;;) {
    const [job] = await rows<{ id: string; name: string; data: unknown; retry_count: number; retry_limit: number }>(
      db,
      sql`update pgboss.job set state = 'active', started_on = now()
          where (name, id) in (
            select name, id from pgboss.job
            where state = 'retry' or (state = 'created' and (start_after = created_on or start_after <= ${clock.now().toISOString()}::timestamptz))
            order by priority desc, created_on, id limit 1)
          returning id, name, data, retry_count, retry_limit`,
    )
    if (job === undefined) return report
    const task = byName.get(job.name)
    if (task === undefined) continue // pg-boss' own queues
    report.ran.push(job.name)
    try {
      await task.run(job.data, { id: job.id, number: job.retry_count + 1, last: job.retry_count >= job.retry_limit })
      await settle(db, job, 'completed')
    } catch (thrown) {
      const error = toAppError(thrown)
      onThrow(thrown)
      const again = isRetryable(error) && job.retry_count < Math.min(job.retry_limit, 3)
      await settle(db, job, again ? 'retry' : 'failed')
      if (!again) report.dead.push({ job: job.name, code: error.code, payload: job.data })
    }
  }
}

async function settle(db: Db, job: { id: string; name: string }, state: 'completed' | 'retry' | 'failed'): Promise<void> {
  await rows(
    db,
    sql`update pgboss.job set state = ${state}::pgboss.job_state, completed_on = case when ${state} = 'retry' then null else now() end,
          retry_count = retry_count + case when ${state} = 'retry' then 1 else 0 end
        where name = ${job.name} and id = ${job.id}::uuid`,
  )
}
