import type { EmailEvents } from '@mas/kernel/ports/email-events'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'

/** A mail provider's webhook as the edge serves it: `/webhooks/<vendor>`. */
export function inboundEmail(events: EmailEvents): InboundWebhook {
  return {
    provider: events.vendor,
    verify: async ({ raw, headers }) => {
      const answer = await events.verify(raw, Object.fromEntries(headers))
      if (!answer.verified) return { verdict: 'rejected', reason: 'bad-signature' }
      return { verdict: 'genuine', items: answer.events.map(({ eventId, type }) => ({ dedupeKey: eventId, type })) }
    },
  }
}
