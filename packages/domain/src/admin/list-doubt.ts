import { ListDoubtInput, ListDoubtOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'
import { mailsInDoubt } from '../notifications/index.ts'
import { effectsInDoubt } from '../workflows/index.ts'

export const listDoubt = query({
  verb: 'admin.list-doubt',
  summary: 'Lists what was handed to a third party and may or may not have happened, oldest first, up to 200 of each desk.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListDoubtInput,
  output: ListDoubtOutput,
  run: async (ctx) => {
    const [mails, effects] = await Promise.all([mailsInDoubt(ctx, 200), effectsInDoubt(ctx, 200)])
    const items = [
      ...mails.map(({ template: what, ...mail }) => ({ desk: 'notifications', what, ...mail })),
      ...effects.map((effect) => ({ desk: 'workflows', ...effect })),
    ]
    return {
      items: items.toSorted((a, b) => a.since.getTime() - b.since.getTime()).map((one) => ({ ...one, since: one.since.toISOString() })),
    }
  },
})
