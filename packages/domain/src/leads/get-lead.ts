import { Lead, LeadRef } from '@mas/contracts/leads'
import { query } from '@mas/kernel'
import { leadOf } from './lead-view.ts'
import { findReachable } from './reach.ts'

export const getLead = query({
  verb: 'leads.get-lead',
  summary: 'One lead with its contact points, interests and tags. A merged one names its survivor.',
  permission: 'leads.get-lead',
  refuses: ['leads.not-found', 'leads.merged'],
  input: LeadRef,
  output: Lead,
  run: async (ctx, { leadId }) => leadOf(ctx, await findReachable(ctx, leadId)),
})
