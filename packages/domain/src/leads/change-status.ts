import { ChangeStatusInput, Lead } from '@mas/contracts/leads'
import { command } from '@mas/kernel'
import { leadOf } from './lead-view.ts'
import { putStatus } from './put-status.ts'
import { findReachable, lockReachable } from './reach.ts'

export const changeStatus = command({
  verb: 'leads.change-status',
  summary: 'Sets the status by hand: between attempted and counselled in either direction, or to lost or invalid with a reason.',
  permission: 'leads.change-status',
  refuses: [
    'leads.not-found',
    'leads.merged',
    'leads.stale',
    'leads.status-reserved',
    'leads.status-closed',
    'leads.reason-required',
    'leads.too-few-attempts',
  ],
  input: ChangeStatusInput,
  output: Lead,
  run: async (t, { leadId, version, to, reason }) => {
    await putStatus(t, await lockReachable(t, leadId, version), { to, reason })
    return leadOf(t, await findReachable(t, leadId))
  },
})
