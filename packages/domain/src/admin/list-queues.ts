import { ListQueuesInput, ListQueuesOutput } from '@mas/contracts/admin'
import { oldestWaiting } from '@mas/db/admin'
import { query } from '@mas/kernel'

export const listQueues = query({
  verb: 'admin.list-queues',
  summary:
    'Lists every queue with what waits, works and failed in it as last counted, how long its oldest job waits now, and every schedule.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListQueuesInput,
  output: ListQueuesOutput,
  run: async (ctx) => {
    const { queueOps } = ctx.infra
    const [queues, schedules, waiting] = await Promise.all([queueOps.queues(), queueOps.schedules(), oldestWaiting(ctx.db)])
    const oldest = new Map(waiting.map(({ name, seconds }) => [name, seconds]))
    return {
      queues: queues
        .map(({ countedAt, ...queue }) => ({
          ...queue,
          oldestWaitingSeconds: oldest.get(queue.name) ?? null,
          countedAt: countedAt?.toISOString() ?? null,
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
      schedules: schedules.toSorted((a, b) => a.name.localeCompare(b.name)),
    }
  },
})
