import type { Origin } from '@mas/contracts/core'
import { statusChanged, type Disposition, type LeadStatus } from '@mas/contracts/leads'
import { closeFollowUps, moveStatus } from '@mas/db/leads'
import { actorKey, emit, newId, type TxCtx } from '@mas/kernel'
import { journal } from './journal.ts'

export interface StatusMove {
  readonly leadId: string
  readonly from: LeadStatus
  readonly to: LeadStatus
  readonly lostReason: string | null
  readonly reason?: string | undefined
  readonly disposition?: Disposition
  readonly language?: string | undefined
  readonly reopened?: boolean
  readonly cancelFollowUps?: boolean
  readonly origin?: Origin | undefined
}

/** Part: writes a decided move of a locked lead with its traces: status change, activity, event, cancelled follow-ups. */
export async function moveLead(t: TxCtx, move: StatusMove): Promise<void> {
  const { leadId, from, to, reason, disposition, language } = move
  const now = t.clock.now()
  const at = now.toISOString()
  const by = actorKey(t.actor)
  const id = newId(now.getTime())
  const told = reason ?? move.lostReason ?? undefined
  const { reopened } = await moveStatus(t.tx, {
    id,
    lead_id: leadId,
    from_status: from,
    to_status: to,
    disposition: disposition ?? null,
    reason: told ?? null,
    actor: by,
    at,
    lost_reason: move.lostReason,
    reopened: move.reopened ?? false,
  })
  if (move.cancelFollowUps === true) await closeFollowUps(t.tx, leadId, 'cancelled', now)
  await journal(t, [
    {
      leadId,
      kind: 'status-changed',
      sourceRef: id,
      data: { from, to, ...(told !== undefined && { reason: told }), ...(disposition !== undefined && { disposition }) },
    },
  ])
  await emit(t, statusChanged, {
    leadId,
    from,
    to,
    pursuit: reopened,
    by,
    at,
    ...(told !== undefined && { reason: told }),
    ...(language !== undefined && { language }),
    ...(move.origin !== undefined && { origin: move.origin }),
  })
}
