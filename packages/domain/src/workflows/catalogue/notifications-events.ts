import { emailBounced, emailDelivered, emailFailed, emailSent } from '@mas/contracts/notifications'
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
  listed({ event: emailBounced, history: true, subjects: ofMail }),
  listed({ event: emailFailed, history: true, subjects: {}, origin, news: ({ reason }) => ({ state: 'failed', reason }) }),
]
