import { emailFailed } from '@mas/contracts/notifications'
import { on } from '@mas/kernel'
import { requestIntents } from './request-intents.ts'

export const notificationsSubscribers = [
  on(emailFailed, 'notifications.tell-of-failure', async (t, { emailId, kind, reason, requestedBy }) => {
    if (requestedBy === undefined) return
    await requestIntents(t, {
      kind: 'email-failed',
      to: [{ userId: requestedBy }],
      data: { emailId, kind, reason },
      dedupeKey: emailId,
      requestedBy: null,
    })
  }),
]
