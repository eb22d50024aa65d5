import { handlersFor } from '@mas/kernel'
import { applyProviderEvent } from './apply-provider-event.ts'
import { decideIntents } from './decide-intent.ts'
import { expireOldNotices } from './expire-notices.ts'
import { notificationsJobs } from './jobs.ts'
import { purgeOldBodies } from './purge-bodies.ts'
import { reconcileEmail } from './reconcile-email.ts'
import { sendEmail } from './send-email.ts'
import { sweepDue } from './sweep-due.ts'

export const notificationsHandlers = handlersFor(notificationsJobs, {
  decide: (ctx, { intentIds }) => decideIntents(ctx, intentIds),
  emailNow: (ctx, { emailId }) => sendEmail(ctx, emailId),
  emailBulk: (ctx, { emailId }) => sendEmail(ctx, emailId),
  reconcileEmail: (ctx, { emailId }) => reconcileEmail(ctx, emailId),
  applyProviderEvent: (ctx, { eventId }) => applyProviderEvent(ctx, eventId),
  sweepDue: (ctx) => sweepDue(ctx),
  expireNotices: (ctx) => expireOldNotices(ctx),
  purgeBodies: (ctx) => purgeOldBodies(ctx),
})
