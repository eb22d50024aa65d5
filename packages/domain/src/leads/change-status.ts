import { ChangeStatusInput, Lead, type LeadStatus } from '@mas/contracts/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { readSettings } from '../settings/index.ts'
import { leadOf, wordOf } from './lead-view.ts'
import { moveLead } from './move-lead.ts'
import { findReachable, lockReachable } from './reach.ts'
import { statusSettings } from './settings.ts'
import { statusTransition } from './status-rules.ts'

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
    const lead = await lockReachable(t, leadId, version)
    const from = wordOf<LeadStatus>(lead.status)
    const settings = await readSettings(t, statusSettings)
    const decision = statusTransition(
      from,
      { kind: 'change', to, attempts: lead.attempts, attemptDays: lead.attempt_days, ...(reason !== undefined && { reason }) },
      settings,
    )
    if (decision.kind === 'refuse') throw fail(decision.code)
    if (decision.kind === 'move') {
      const { lostReason, cancelFollowUps } = decision
      await moveLead(t, { leadId, from, to: decision.to, lostReason, reason, cancelFollowUps })
      await record(t, {
        action: 'leads.change-status',
        subject: { type: 'lead', id: leadId },
        before: { status: from },
        after: { status: decision.to, lostReason },
        ...(reason !== undefined && { reason }),
      })
    }
    return leadOf(t, await findReachable(t, leadId))
  },
})
