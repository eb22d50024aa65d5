import { Lead, UpdateLeadInput } from '@mas/contracts/leads'
import { command } from '@mas/kernel'
import { leadOf } from './lead-view.ts'
import { findReachable, lockReachable } from './reach.ts'
import { writeFields } from './write-fields.ts'

export const updateLead = command({
  verb: 'leads.update-lead',
  summary: 'Changes what is known about a lead. Refused when somebody else changed it since `version`.',
  permission: 'leads.update-lead',
  refuses: ['leads.not-found', 'leads.merged', 'leads.stale', 'leads.extra-too-large'],
  input: UpdateLeadInput,
  output: Lead,
  run: async (t, { leadId, version, fields }) => {
    await writeFields(t, await lockReachable(t, leadId, version), fields, 'leads.update-lead')
    return leadOf(t, await findReachable(t, leadId))
  },
})
