import { userRegistered } from '@mas/contracts/identity'
import { followUpDue, importFinished } from '@mas/contracts/leads'
import { emailFailed } from '@mas/contracts/notifications'
import { on } from '@mas/kernel'
import { notifyFollowUpDue } from './notify-follow-up-due.ts'
import { notifyImportFinished } from './notify-import-finished.ts'
import { notifyWelcome } from './notify-welcome.ts'
import { requestIntents } from './request-intents.ts'

export const notificationsSubscribers = [
  on(userRegistered, 'notifications.welcome', (t, { userId, platform }) => notifyWelcome(t, { userId, platform })),
  on(importFinished, 'notifications.import-finished', notifyImportFinished),
  on(followUpDue, 'notifications.follow-up-due', notifyFollowUpDue),
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
