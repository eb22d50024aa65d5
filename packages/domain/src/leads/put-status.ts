import type { Origin } from '@mas/contracts/core'
import type { LeadStatus } from '@mas/contracts/leads'
import type { LeadRow } from '@mas/db/leads'
import { fail, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { readSettings } from '../settings/index.ts'
import { wordOf } from './lead-view.ts'
import { moveLead } from './move-lead.ts'
import { statusSettings } from './settings.ts'
import { statusTransition } from './status-rules.ts'

export interface StatusOrder {
  readonly to: LeadStatus
  readonly reason?: string | undefined
  readonly origin?: Origin | undefined
}

/** Part: moves a locked lead by hand to another status, if the rule allows it; false when it stands there already. */
export async function putStatus(t: TxCtx, lead: LeadRow, { to, reason, origin }: StatusOrder): Promise<boolean> {
  const from = wordOf<LeadStatus>(lead.status)
  const settings = await readSettings(t, statusSettings)
  const { attempts, attempt_days: attemptDays } = lead
  const decision = statusTransition(from, { kind: 'change', to, attempts, attemptDays, ...(reason !== undefined && { reason }) }, settings)
  if (decision.kind === 'refuse') throw fail(decision.code)
  if (decision.kind !== 'move') return false
  const { lostReason, cancelFollowUps } = decision
  await moveLead(t, { leadId: lead.id, from, to: decision.to, lostReason, reason, cancelFollowUps, origin })
  await record(t, {
    action: 'leads.change-status',
    subject: { type: 'lead', id: lead.id },
    before: { status: from },
    after: { status: decision.to, lostReason },
    ...(reason !== undefined && { reason }),
  })
  return true
}
