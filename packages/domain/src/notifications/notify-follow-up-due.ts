import type { TxCtx } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

/** Part: reminds the owner of a follow-up, once per follow-up and planned time. */
export async function notifyFollowUpDue(
  t: TxCtx,
  due: { followUpId: string; leadId: string; ownerId: string; dueAt: string },
): Promise<void> {
  const { ownerId, ...data } = due
  await requestIntents(t, { kind: 'follow-up-due', to: [{ userId: ownerId }], data, dedupeKey: `${due.followUpId}/${due.dueAt}` })
}
