import { followUpCompleted } from '@mas/contracts/leads'
import { changeOpenFollowUp, type FollowUpRow } from '@mas/db/leads'
import { emit, fail, type TxCtx } from '@mas/kernel'
import { journal } from './journal.ts'
import { instantOf } from './lead-view.ts'
import { reachOf } from './reach.ts'

/** Changes one open follow-up: its owner may, and a head or administrator who reaches the lead. */
export async function changeFollowUp(
  t: TxCtx,
  followUpId: string,
  set: Parameters<typeof changeOpenFollowUp>[2],
  told: 'rescheduled' | 'completed' | 'cancelled',
): Promise<FollowUpRow> {
  const { actor } = t
  const userId = actor.kind === 'user' ? actor.userId : null
  const isTelecaller = actor.kind === 'user' && actor.role === 'SALES'
  const changed = await changeOpenFollowUp(t.tx, followUpId, set, { userId, reach: isTelecaller ? null : reachOf(t) })
  if (changed === undefined) throw fail('leads.follow-up-not-found')
  const dueAt = instantOf(changed.due_at)
  await journal(t, [
    { leadId: changed.lead_id, kind: told === 'completed' ? 'follow-up-done' : 'follow-up', data: { followUpId, change: told, dueAt } },
  ])
  if (told === 'completed') await emit(t, followUpCompleted, { followUpId, leadId: changed.lead_id, ownerId: changed.owner_id, dueAt })
  return changed
}
