import { InboxState } from '@mas/contracts/webhooks'
import type { InboxRow } from '@mas/db/webhooks'
import type { Ctx, TxCtx } from '@mas/kernel'
import { paymentProviders } from './define-inbox.ts'

/** The providers a caller's grant reaches: finance has the payments, an administrator all (undefined). */
export function withinReach(ctx: Ctx | TxCtx): readonly string[] | undefined {
  return ctx.grant?.includes('all') === true ? undefined : paymentProviders()
}

export function itemOf(row: InboxRow) {
  return {
    id: row.id,
    provider: row.provider,
    dedupeKey: row.dedupe_key,
    eventType: row.event_type,
    receivedAt: isoOf(row.received_at),
    state: InboxState.parse(row.state),
    attempts: row.attempts,
    lastError: row.last_error,
    dueAt: row.due_at === null ? null : isoOf(row.due_at),
    processedAt: row.processed_at === null ? null : isoOf(row.processed_at),
  }
}

function isoOf(at: Date): string {
  return new Date(at).toISOString()
}
