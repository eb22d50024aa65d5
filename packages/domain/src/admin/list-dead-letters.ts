import { ListDeadLettersInput, ListDeadLettersOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'
import { masked } from './mask-rules.ts'

export const listDeadLetters = query({
  verb: 'admin.list-dead-letters',
  summary: 'Lists the jobs that gave up and were not sent back yet, oldest first, with why and what they were given.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListDeadLettersInput,
  output: ListDeadLettersOutput,
  run: async (ctx, { limit }) => {
    const found = await ctx.infra.queueOps.deadLetters(limit)
    return { items: found.map(({ since, payload, ...rest }) => ({ ...rest, since: since.toISOString(), payload: masked(payload) })) }
  },
})
