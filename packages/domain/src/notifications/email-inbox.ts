import type { EmailEvent } from '@mas/kernel/ports/email-events'
import { defineInbox, type InboxType } from '../webhooks/index.ts'
import { acceptEmailEvents } from './accept-email-events.ts'

/** Declares what is done with a mail provider's webhooks; `read` turns a verified body into our words. */
export function defineEmailInbox(provider: string, read: (eventId: string, raw: Uint8Array) => readonly EmailEvent[]): InboxType {
  return defineInbox({
    provider,
    family: 'other',
    handle: async (t, { dedupeKey, raw }) => {
      const events = read(dedupeKey, raw)
      if (events.length === 0) return { result: 'ignored', reason: 'tells of no mail' }
      await acceptEmailEvents(t, provider, events)
      return { result: 'processed', outcome: { events: events.length } }
    },
  })
}
