import { subscribers } from '@mas/domain/wiring'
import type { Runtime } from '@mas/platform'
import { buildTasks, inheritJobs, reconcileSchedules, workQueue } from '@mas/platform/queue'
import { prepare, workerHandlers, workerSchedules } from '@mas/wiring'
import { watchBacklog } from './backlog.ts'

/** Makes queues and schedules what the code declares, then works them until the runtime is closed. */
export async function startWorker(runtime: Runtime): Promise<{ stop(): void; readonly serves: { queues: number; schedules: number } }> {
  const { queue, log, metrics } = runtime
  const tasks = buildTasks((actor, requestId) => runtime.ctx(actor, { requestId }), workerHandlers, subscribers)
  await prepare(runtime)
  await reconcileSchedules(queue, workerSchedules, log)
  await inheritJobs(queue, log)
  for (const task of tasks) await workQueue(queue, task, log, metrics)
  return { ...watchBacklog(runtime), serves: { queues: tasks.length, schedules: workerSchedules.length } }
}
