import { subscribers } from '@mas/domain/wiring'
import type { Runtime } from '@mas/platform'
import { buildTasks, inheritJobs, keepSchedules, reconcileSchedules, workQueue } from '@mas/platform/queue'
import { prepare, workerHandlers, workerSchedules } from '@mas/wiring'
import { watchBacklog } from './backlog.ts'

interface Working {
  stop(): void
  readonly serves: { readonly queues: number; readonly schedules: number }
}

/** Makes queues and schedules what the code declares, then works them until the runtime is closed. */
export async function startWorker(runtime: Runtime, schedules = workerSchedules): Promise<Working> {
  const { queue, log, metrics } = runtime
  const tasks = buildTasks((actor, requestId) => runtime.ctx(actor, { requestId }), workerHandlers, subscribers)
  await prepare(runtime)
  await reconcileSchedules(queue, schedules, log)
  await inheritJobs(queue, log)
  for (const task of tasks) await workQueue(queue, task, log, metrics)
  const kept = [watchBacklog(runtime), keepSchedules(queue, schedules, log)]
  return { stop: () => kept.forEach((one) => one.stop()), serves: { queues: tasks.length, schedules: schedules.length } }
}
