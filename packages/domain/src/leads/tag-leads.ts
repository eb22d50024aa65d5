import { TagLeadsInput, TagLeadsOutput } from '@mas/contracts/leads'
import { reachableIds } from '@mas/db/leads'
import { command } from '@mas/kernel'
import { tagAll } from './put-tag.ts'
import { reachOf } from './reach.ts'

export const tagLeads = command({
  verb: 'leads.tag-leads',
  summary: "Puts a tag on up to 500 leads; answers how many did not have it. Leads outside the caller's reach are left out.",
  permission: 'leads.tag-leads',
  refuses: ['leads.tag-unknown'],
  rate: 'bulk',
  input: TagLeadsInput,
  output: TagLeadsOutput,
  run: async (t, { leadIds, tag }) => ({ changed: await tagAll(t, await reachableIds(t.tx, leadIds, reachOf(t)), tag, true) }),
})
