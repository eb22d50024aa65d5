import { jobHandlers, schedules, subscribers } from '@mas/domain/wiring'
import type { Runtime } from '@mas/platform'
import { buildTasks, reconcileQueues, reconcileSchedules, workQueue } from '@mas/platform/queue'

/** Makes queues and schedules what the code declares, then works them until the runtime is closed. */
export async function startWorker(runtime: Runtime): Promise<void> {
  const { queue, log, metrics } = runtime
  const tasks = buildTasks((actor, requestId) => runtime.ctx(actor, { requestId }), jobHandlers, subscribers)
  await reconcileQueues(queue, tasks, log)
  await reconcileSchedules(queue, schedules, log)
  for (const task of tasks) await workQueue(queue, task, log, metrics)
  log.info('worker ready', { queues: tasks.length, schedules: schedules.length })
}
