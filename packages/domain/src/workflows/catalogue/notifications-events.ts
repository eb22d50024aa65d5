import { emailBounced, emailDeferred, emailDelivered, emailFailed, emailRefused, emailSent } from '@mas/contracts/notifications'
import { parseEffectKey } from '../engine/settlement.ts'
import { field, listed } from './entry.ts'

const ofMail = {
  lead: field<{ leadId?: string | undefined }>((data) => [data.leadId]),
  user: field<{ userId?: string | undefined }>((data) => [data.userId]),
}
const origin = (data: { origin?: string | undefined }) => (data.origin === undefined ? undefined : parseEffectKey(data.origin))

export const notificationsEvents = [
  listed({ event: emailSent, history: true, subjects: ofMail, origin, news: () => ({ state: 'accepted' }) }),
  listed({ event: emailDelivered, history: true, subjects: ofMail, origin, news: () => ({ state: 'delivered' }) }),
  // A bounce for now may be delivered yet: only one for good is how the hand-over ended.
  listed({
    event: emailBounced,
    history: true,
    subjects: ofMail,
    origin,
    news: ({ permanent, reason }) => (permanent ? { state: 'failed', reason: `bounced: ${reason}` } : undefined),
  }),
  listed({ event: emailRefused, history: true, subjects: ofMail, origin, news: ({ reason }) => ({ state: 'refused', reason }) }),
  listed({
    event: emailDeferred,
    history: true,
    subjects: ofMail,
    origin,
    news: ({ reason, until }) => ({ state: 'deferred', reason, deferredUntil: new Date(until) }),
  }),
  listed({ event: emailFailed, history: true, subjects: ofMail, origin, news: ({ reason }) => ({ state: 'failed', reason }) }),
]
