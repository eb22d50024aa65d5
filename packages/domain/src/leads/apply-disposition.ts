import { ApplyDispositionInput, followUpCompleted, Lead, type Disposition, type LeadStatus } from '@mas/contracts/leads'
import { closeFollowUps, markPointBad, unansweredInARow, type LeadRow } from '@mas/db/leads'
import { command, emitMany, fail, type TxCtx } from '@mas/kernel'
import { Temporal } from 'temporal-polyfill'
import { readSettings } from '../settings/index.ts'
import { DEFAULT_RETRY_SETTINGS, dispositionEffect, type DispositionEffect } from './disposition-rules.ts'
import { withdrawCalls } from './consent-parts.ts'
import { openFollowUp } from './follow-up-parts.ts'
import { journal } from './journal.ts'
import { instantOf, leadOf, wordOf } from './lead-view.ts'
import { moveLead } from './move-lead.ts'
import { findReachable, lockReachable } from './reach.ts'
import { retrySettings } from './settings.ts'

export interface DispositionOrder {
  readonly lead: LeadRow
  readonly disposition: Disposition
  readonly ownerId: string | null
  readonly note?: string | undefined
  readonly reason?: string | undefined
  readonly language?: string | undefined
  readonly followUpAt?: string | undefined
  readonly callId?: string | undefined
  readonly contactPointId?: string | undefined
}

export const applyDisposition = command({
  verb: 'leads.apply-disposition',
  summary:
    'Says how a contact went. One table decides the status, the next follow-up (automatic ones between 09:00 and 21:00 IST), bad numbers and withdrawn consent.',
  permission: 'leads.apply-disposition',
  refuses: ['leads.not-found', 'leads.merged', 'leads.follow-up-required', 'leads.follow-up-in-past', 'leads.reason-required'],
  input: ApplyDispositionInput,
  output: Lead,
  run: async (t, { leadId, ...order }) => {
    const lead = await lockReachable(t, leadId)
    await dispose(t, { ...order, lead, ownerId: t.actor.kind === 'user' ? t.actor.userId : lead.assigned_to })
    return leadOf(t, await findReachable(t, leadId))
  },
})

/** Part: applies a disposition to a lead that the caller has locked. */
export async function dispose(t: TxCtx, order: DispositionOrder): Promise<void> {
  const { lead, disposition, note, reason, language, callId } = order
  const leadId = lead.id
  const called = calledPoint(lead, order.contactPointId)
  const from = wordOf<LeadStatus>(lead.status)
  const settings = { ...DEFAULT_RETRY_SETTINGS, ...asRetry(await readSettings(t, retrySettings)) }
  const now = Temporal.Instant.fromEpochMilliseconds(t.clock.now().getTime())
  const decision = dispositionEffect(
    {
      disposition,
      status: from,
      unansweredBefore: await unansweredInARow(t.tx, leadId),
      hasOtherUsablePoint: lead.points.some((point) => point.state === 'ok' && point.id !== called?.id),
      ...(order.followUpAt !== undefined && { followUpAt: Temporal.Instant.from(order.followUpAt) }),
      ...(reason !== undefined && { reason }),
      ...(language !== undefined && { language }),
    },
    now,
    settings,
  )
  if (decision.kind === 'refuse') throw fail(decision.code, decision.code === 'leads.merged' ? { survivorId: lead.root_id } : {})
  const data = {
    disposition,
    ...(note !== undefined && { note }),
    ...(reason !== undefined && { reason }),
    ...(callId !== undefined && { callId }),
  }
  await journal(t, [{ leadId, kind: 'disposition', channel: 'call', direction: 'out', data }])
  await carryOut(t, order, decision, from, called)
}

async function carryOut(
  t: TxCtx,
  order: DispositionOrder,
  effect: DispositionEffect,
  from: LeadStatus,
  called: LeadRow['points'][number] | undefined,
): Promise<void> {
  const { lead, disposition } = order
  if (effect.markPointBad && called !== undefined) await markPointBad(t.tx, called.id, 'wrong-number')
  if (effect.withdrawCalls) await withdrawCalls(t, lead)
  if (order.ownerId !== null) {
    // Whoever disposes of a call has done what was due.
    const done = await closeFollowUps(t.tx, lead.id, 'done', t.clock.now(), order.ownerId)
    await emitMany(
      t,
      followUpCompleted,
      done.map((one) => ({ followUpId: one.id, leadId: lead.id, ownerId: one.owner_id, dueAt: instantOf(one.due_at) })),
    )
  }
  if (effect.status !== null) {
    const language = effect.language ?? undefined
    await moveLead(t, {
      leadId: lead.id,
      from,
      to: effect.status,
      lostReason: effect.lostReason,
      reason: order.reason,
      disposition,
      language,
      cancelFollowUps: effect.cancelFollowUps,
    })
  }
  if (effect.followUp !== null && order.ownerId !== null)
    await openFollowUp(t, {
      leadId: lead.id,
      ownerId: order.ownerId,
      dueAt: effect.followUp.dueAt.toString(),
      kind: 'call',
      note: effect.followUp.automatic ? `again after ${disposition}` : null,
    })
}

function calledPoint(lead: LeadRow, pointId: string | undefined) {
  const phones = lead.points.filter((point) => point.kind === 'phone')
  return pointId === undefined ? phones.find((point) => point.is_primary) : phones.find((point) => point.id === pointId)
}

function asRetry({ retryMinutes: [soon, later], retryNextDayAt }: { retryMinutes: readonly number[]; retryNextDayAt: string }) {
  return { retryMinutes: [soon ?? 20, later ?? 120] as const, retryNextDayAt }
}
