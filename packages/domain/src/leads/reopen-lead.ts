import { Lead, ReopenLeadInput, type LeadStatus } from '@mas/contracts/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { leadOf, wordOf } from './lead-view.ts'
import { moveLead } from './move-lead.ts'
import { findReachable, lockReachable } from './reach.ts'
import { statusTransition } from './status-rules.ts'

export const reopenLead = command({
  verb: 'leads.reopen-lead',
  summary: 'Takes a lost or invalid lead up again as contacted; an open one stays as it is.',
  permission: 'leads.reopen-lead',
  refuses: ['leads.not-found', 'leads.merged', 'leads.stale', 'leads.status-closed'],
  input: ReopenLeadInput,
  output: Lead,
  run: async (t, { leadId, version, reason }) => {
    const lead = await lockReachable(t, leadId, version)
    const from = wordOf<LeadStatus>(lead.status)
    const decision = statusTransition(from, { kind: 'reopen' })
    if (decision.kind === 'refuse') throw fail(decision.code)
    if (decision.kind === 'move') {
      await moveLead(t, { leadId, from, to: decision.to, lostReason: null, reason: reason ?? 'reopened', reopened: true })
      await record(t, {
        action: 'leads.reopen-lead',
        subject: { type: 'lead', id: leadId },
        before: { status: from },
        after: { status: decision.to },
        ...(reason !== undefined && { reason }),
      })
    }
    return leadOf(t, await findReachable(t, leadId))
  },
})
