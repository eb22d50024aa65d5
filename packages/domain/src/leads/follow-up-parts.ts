import type { z } from 'zod'
import type { FollowUp, FollowUpKind, FollowUpState } from '@mas/contracts/leads'
import { insertFollowUp, type FollowUpRow } from '@mas/db/leads'
import { fail, newId, type TxCtx } from '@mas/kernel'
import { journal } from './journal.ts'
import { instantOf, wordOf } from './lead-view.ts'

const furthestMs = 180 * 24 * 60 * 60_000

/** Part: opens a follow-up; one person has at most one open for a lead. */
export async function openFollowUp(
  t: TxCtx,
  order: { leadId: string; ownerId: string; dueAt: string; kind: string; note: string | null },
): Promise<FollowUpRow> {
  const made = await insertFollowUp(t.tx, { id: newId(t.clock.now().getTime()), ...order })
  if (made === undefined) throw fail('leads.follow-up-exists')
  await journal(t, [
    {
      leadId: order.leadId,
      kind: 'follow-up',
      sourceRef: made.id,
      data: { followUpId: made.id, dueAt: instantOf(made.due_at), ownerId: order.ownerId, followUpKind: order.kind },
    },
  ])
  return made
}

/** A follow-up lies ahead, at most 180 days. */
export function requireAhead(t: TxCtx, dueAt: string): void {
  const aheadMs = Date.parse(dueAt) - t.clock.now().getTime()
  if (aheadMs <= 0 || aheadMs > furthestMs) throw fail('leads.follow-up-in-past')
}

export function followUpOf(row: FollowUpRow): z.input<typeof FollowUp> {
  return {
    id: row.id,
    leadId: row.lead_id,
    ownerId: row.owner_id,
    dueAt: instantOf(row.due_at),
    kind: wordOf<FollowUpKind>(row.kind),
    note: row.note,
    state: wordOf<FollowUpState>(row.state),
  }
}
