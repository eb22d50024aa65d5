import { tagged, TagLeadsInput, TagLeadsOutput } from '@mas/contracts/leads'
import { findTag, putTag, reachableIds } from '@mas/db/leads'
import { command, emitMany, fail } from '@mas/kernel'
import { journal } from './journal.ts'
import { reachOf } from './reach.ts'

export const tagLeads = command({
  verb: 'leads.tag-leads',
  summary: "Puts a tag on up to 500 leads; answers how many did not have it. Leads outside the caller's reach are left out.",
  permission: 'leads.tag-leads',
  refuses: ['leads.tag-unknown'],
  rate: 'bulk',
  input: TagLeadsInput,
  output: TagLeadsOutput,
  run: async (t, { leadIds, tag: slug }) => {
    const tag = await findTag(t.tx, slug)
    if (tag === undefined || tag.retired_at !== null) throw fail('leads.tag-unknown', { tag: slug })
    const changed = await putTag(t.tx, await reachableIds(t.tx, leadIds, reachOf(t)), tag.id, t.clock.now())
    await journal(
      t,
      changed.map((leadId) => ({ leadId, kind: 'tagged' as const, data: { tag: slug } })),
    )
    await emitMany(
      t,
      tagged,
      changed.map((leadId) => ({ leadId, tag: slug })),
    )
    return { changed: changed.length }
  },
})
