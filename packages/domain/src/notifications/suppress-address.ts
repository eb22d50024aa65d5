import { addressSuppressed, type SuppressionReason, type SuppressionScope } from '@mas/contracts/notifications'
import { upsertSuppression, type SuppressionRow } from '@mas/db/notifications'
import { actorKey, emit, newId, type TxCtx } from '@mas/kernel'
import { findLeadByContact, recordConsents } from '../leads/index.ts'

export interface SuppressRequest {
  readonly addressHash: string
  readonly address: string | null
  readonly scope: SuppressionScope
  readonly reason: SuppressionReason
  readonly source: string | null
  readonly note?: string
  readonly expiresAt?: Date
}

/** Who leaves a list or complains, and is a lead, does not want to be advertised to by mail: the gate of leads knows it too. */
async function withdrawForLead(t: TxCtx, { address, reason, source, scope }: SuppressRequest): Promise<void> {
  if (address === null || (reason !== 'unsubscribe' && reason !== 'complaint')) return
  const leadId = await findLeadByContact(t, 'email', address)
  if (leadId === undefined) return
  const evidence = { suppression: reason, scope, ...(source !== null && { source }) }
  await recordConsents(t, [
    { value: address, channel: 'email', purpose: 'promotional', state: 'withdrawn', basis: 'explicit', evidence, leadId },
  ])
}

/** Part: stops mail to an address, for everything or one list; saying so again changes and announces nothing. */
export async function suppressAddress(t: TxCtx, request: SuppressRequest): Promise<SuppressionRow> {
  const { addressHash, scope, reason } = request
  const now = t.clock.now()
  const { row, fresh } = await upsertSuppression(t.tx, {
    ...request,
    id: newId(now.getTime()),
    note: request.note ?? null,
    expiresAt: request.expiresAt ?? null,
    createdBy: actorKey(t.actor),
    now,
  })
  if (fresh) {
    await emit(t, addressSuppressed, { addressHash, scope, reason })
    await withdrawForLead(t, request)
  }
  return row
}
