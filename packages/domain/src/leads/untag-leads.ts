import { TagLeadsInput, TagLeadsOutput } from '@mas/contracts/leads'
import { findTag, reachableIds, takeTag } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { journal } from './journal.ts'
import { reachOf } from './reach.ts'

export const untagLeads = command({
  verb: 'leads.untag-leads',
  summary: "Takes a tag off up to 500 leads; answers how many had it. Leads outside the caller's reach are left out.",
  permission: 'leads.untag-leads',
  refuses: ['leads.tag-unknown'],
  rate: 'bulk',
  input: TagLeadsInput,
  output: TagLeadsOutput,
  run: async (t, { leadIds, tag: slug }) => {
    const tag = await findTag(t.tx, slug)
    if (tag === undefined) throw fail('leads.tag-unknown', { tag: slug })
    const changed = await takeTag(t.tx, await reachableIds(t.tx, leadIds, reachOf(t)), tag.id)
    await journal(
      t,
      changed.map((leadId) => ({ leadId, kind: 'untagged' as const, data: { tag: slug } })),
    )
    return { changed: changed.length }
  },
})
