import { insertProviderEvents } from '@mas/db/notifications'
import { enqueueMany, newId, type TxCtx } from '@mas/kernel'
import type { EmailEvent } from '@mas/kernel/ports/email-events'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { notificationsJobs } from './jobs.ts'

/** Part for the webhook edge: keeps verified events of a provider and has them applied; told twice, kept once. */
export async function acceptEmailEvents(t: TxCtx, provider: string, events: readonly EmailEvent[]): Promise<void> {
  const now = t.clock.now()
  const fresh = await insertProviderEvents(
    t.tx,
    events.map((event) => ({
      id: newId(now.getTime()),
      provider,
      provider_event_id: event.eventId,
      provider_message_id: event.providerId,
      type: event.type,
      permanent: event.permanent ?? null,
      reason: event.reason?.slice(0, 300) ?? null,
      recipients: event.recipients.map((address) => hashAddress(mailAddress(address) ?? address)),
      at: event.at.toISOString(),
      received_at: now.toISOString(),
    })),
  )
  await enqueueMany(
    t,
    notificationsJobs.applyProviderEvent,
    fresh.map((eventId) => ({ payload: { eventId } })),
  )
}
