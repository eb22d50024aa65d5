import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const email = z.object({ emailId: z.uuid() })

export const notificationsJobs = {
  decide: defineJob('notifications.decide', z.object({ intentIds: z.array(z.uuid()) }), { concurrency: 8 }),
  /** Critical mail has its own queue and workers: a broadcast of any size stands in another line. */
  emailNow: defineJob('notifications.email-now', email, { concurrency: 8, expireSeconds: 60 }),
  emailBulk: defineJob('notifications.email-bulk', email, { concurrency: 4, expireSeconds: 60 }),
  reconcileEmail: defineJob('notifications.reconcile-email', email),
  applyProviderEvent: defineJob('notifications.apply-provider-event', z.object({ eventId: z.uuid() }), { concurrency: 8 }),
  sweepDue: defineJob('notifications.sweep-due', z.object({}), { concurrency: 1 }),
  expireNotices: defineJob('notifications.expire-notices', z.object({}), { concurrency: 1 }),
  purgeBodies: defineJob('notifications.purge-bodies', z.object({}), { concurrency: 1 }),
} as const
