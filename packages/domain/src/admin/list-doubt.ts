import { ListDoubtInput, ListDoubtOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'
import { mailsInDoubt } from '../notifications/index.ts'

export const listDoubt = query({
  verb: 'admin.list-doubt',
  summary: 'Lists what was handed to a third party and may or may not have happened, oldest first, up to 200 of each desk.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListDoubtInput,
  output: ListDoubtOutput,
  run: async (ctx) => {
    const mails = await mailsInDoubt(ctx, 200)
    return {
      items: mails.map(({ id, template, since, reason }) => ({
        desk: 'notifications',
        id,
        what: template,
        since: since.toISOString(),
        reason,
      })),
    }
  },
})
