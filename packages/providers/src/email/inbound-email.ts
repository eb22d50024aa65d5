import type { EmailEvents } from '@mas/kernel/ports/email-events'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'

/** A mail provider's webhook as the edge serves it: `/webhooks/<vendor>`. */
export function inboundEmail(events: EmailEvents): InboundWebhook {
  return {
    provider: events.vendor,
    verify: async ({ raw, headers }) => {
      const answer = await events.verify(raw, Object.fromEntries(headers))
      if (!answer.verified) return { verdict: 'rejected', reason: answer.reason }
      const { secretVersion } = answer
      if (answer.events === 'unparseable') return { verdict: 'unparseable', secretVersion }
      // Kinds that are about no mail are kept, too: whoever acts on the item says that it ignores it.
      return { verdict: 'genuine', items: [{ dedupeKey: answer.eventId, type: answer.type }], secretVersion }
    },
  }
}
