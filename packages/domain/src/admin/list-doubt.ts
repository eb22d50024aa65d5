import { ListDoubtInput, ListDoubtOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'
import { doubtDesks } from './doubt-desks.ts'

export const listDoubt = query({
  verb: 'admin.list-doubt',
  summary: 'Lists what was handed to a third party and may or may not have happened, oldest first, up to 200 of each desk.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListDoubtInput,
  output: ListDoubtOutput,
  run: async (ctx) => {
    const found = await Promise.all(
      doubtDesks.map(async ({ domain: desk, list }) => (await list(ctx, 200)).map((one) => ({ desk, ...one }))),
    )
    const items = found.flat().toSorted((a, b) => a.since.getTime() - b.since.getTime())
    return { items: items.map((one) => ({ ...one, since: one.since.toISOString() })) }
  },
})
