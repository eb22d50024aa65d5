import { TagLeadsInput, TagLeadsOutput } from '@mas/contracts/leads'
import { reachableIds } from '@mas/db/leads'
import { command } from '@mas/kernel'
import { tagAll } from './put-tag.ts'
import { reachOf } from './reach.ts'

export const untagLeads = command({
  verb: 'leads.untag-leads',
  summary: "Takes a tag off up to 500 leads; answers how many had it. Leads outside the caller's reach are left out.",
  permission: 'leads.untag-leads',
  refuses: ['leads.tag-unknown'],
  rate: 'bulk',
  input: TagLeadsInput,
  output: TagLeadsOutput,
  run: async (t, { leadIds, tag }) => ({ changed: await tagAll(t, await reachableIds(t.tx, leadIds, reachOf(t)), tag, false) }),
})
