import { ListQueuesInput, ListQueuesOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'

export const listQueues = query({
  verb: 'admin.list-queues',
  summary: 'Lists every queue with what waits, works and failed in it as last counted, and every schedule.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListQueuesInput,
  output: ListQueuesOutput,
  run: async (ctx) => {
    const { queueOps } = ctx.infra
    const [queues, schedules] = await Promise.all([queueOps.queues(), queueOps.schedules()])
    return {
      queues: queues
        .map(({ countedAt, ...queue }) => ({ ...queue, countedAt: countedAt?.toISOString() ?? null }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
      schedules: schedules.toSorted((a, b) => a.name.localeCompare(b.name)),
    }
  },
})
