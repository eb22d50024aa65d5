import type { Job } from './jobs.ts'
import type { VerbName } from './verb.ts'
import { businessZone } from './time.ts'

/**
 * Starts a sweep over due rows, to the minute. What one person waits for is a row with `due_at`, never a schedule.
 */
export interface Schedule {
  readonly name: VerbName
  /** Five fields. */
  readonly cron: string
  /** IANA zone in which the cron is read. */
  readonly zone: string
  readonly job: Job
  readonly payload: unknown
}

export function schedule(name: VerbName, cron: string, job: Job, payload: unknown = {}, zone: string = businessZone): Schedule {
  return { name, cron, zone, job, payload: job.payload.parse(payload) }
}
