import { derivedId, eachAlone, type Log, type Schedule } from '@mas/kernel'
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'

const lookEveryMs = 5_000
const minutesBack = 5

type Fired = Pick<Schedule, 'name' | 'cron' | 'zone' | 'job' | 'payload'>

/**
 * Adds the job of each schedule's latest occurrence of the last five minutes. Its id follows from schedule and time, so
 * several workers, or one that is asked again, make one job. Earlier ones are left out: sweeps look at all that is due.
 */
export async function fireDue(boss: PgBoss, schedules: readonly Fired[], now: Date): Promise<void> {
  const from = new Date(now.getTime() - minutesBack * 60_000)
  await eachAlone(schedules, async ({ name, cron, zone, job, payload }) => {
    const at = boss.previewSchedule(cron, { tz: zone, from, count: minutesBack + 1 }).findLast((one) => one <= now)
    if (at === undefined) return
    const id = await derivedId('schedule', name, at.toISOString())
    await boss.insert(job.name, [{ id, data: Object(payload), retryLimit: job.options.retryLimit }])
  })
}

/** Looks every few seconds, by the clock of Postgres, which all workers share. */
export function keepSchedules(boss: PgBoss, schedules: readonly Fired[], log: Log): { stop(): void } {
  /** When each has to be looked at again. */
  const next = new Map<string, Date>()
  const look = async () => {
    const now = await databaseTime(boss)
    const due = schedules.filter(({ name }) => (next.get(name) ?? now) <= now)
    await fireDue(boss, due, now)
    for (const { name, cron, zone } of due) {
      const [upcoming] = boss.previewSchedule(cron, { tz: zone, from: now, count: 1 })
      if (upcoming !== undefined) next.set(name, upcoming)
    }
  }
  let looking = false
  let wasAway = false
  const lookNow = () => {
    if (looking) return
    looking = true
    look()
      .then(() => (wasAway = false))
      .catch((thrown: unknown) => {
        // What is due is not forgotten: the next look finds it. One line for each time that Postgres is away.
        if (!wasAway) log.warn('schedules wait', { error: thrown instanceof Error ? thrown.name : 'unknown' })
        wasAway = true
      })
      .finally(() => {
        looking = false
      })
  }
  const timer = setInterval(lookNow, lookEveryMs)
  timer.unref()
  lookNow()
  return { stop: () => clearInterval(timer) }
}

const Now = z.tuple([z.object({ now: z.date() })])

async function databaseTime(boss: PgBoss): Promise<Date> {
  const { rows } = await boss.getDb().executeSql('select clock_timestamp() as now')
  return Now.parse(rows)[0].now
}
