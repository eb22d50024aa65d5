import { emailDeferred, emailRefused, isKindName } from '@mas/contracts/notifications'
import type { IntentRow } from '@mas/db/notifications'
import { emit, type TxCtx } from '@mas/kernel'

/** Part: tells whoever waits for a mail that it will not come, or not yet. Nobody waits for mails without an origin or a lead. */
export async function tellRequest(
  t: TxCtx,
  intent: Pick<IntentRow, 'id' | 'kind' | 'user_id' | 'lead_id' | 'origin'>,
  answer: { readonly reason: string; readonly until?: Date | undefined },
): Promise<void> {
  const { kind, origin } = intent
  if (!isKindName(kind) || (origin === null && intent.lead_id === null)) return
  const told = {
    intentId: intent.id,
    kind,
    reason: answer.reason.slice(0, 200),
    at: t.clock.now().toISOString(),
    ...(intent.user_id !== null && { userId: intent.user_id }),
    ...(intent.lead_id !== null && { leadId: intent.lead_id }),
    ...(origin !== null && { origin }),
  }
  if (answer.until === undefined) await emit(t, emailRefused, told)
  else await emit(t, emailDeferred, { ...told, until: answer.until.toISOString() })
}
