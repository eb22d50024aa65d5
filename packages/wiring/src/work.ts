import { jobHandlers, schedules, subscribers } from '@mas/domain/wiring'
import type { JobHandler, Schedule } from '@mas/kernel'
import { declaredQueues, type Task } from '@mas/platform/queue'
import { upkeepHandlers, upkeepSchedules } from '@mas/platform/upkeep'

/** Every job there is: the domains' and the plumbing's own. */
export const workerHandlers: readonly JobHandler[] = [...jobHandlers, ...upkeepHandlers]
export const workerSchedules: readonly Schedule[] = [...schedules, ...upkeepSchedules]

/** Queues that must exist before anybody enqueues; each process makes sure of it, so any may start first. */
export function queueSpecs(): Pick<Task, 'name' | 'options'>[] {
  return declaredQueues(workerHandlers, subscribers)
}
