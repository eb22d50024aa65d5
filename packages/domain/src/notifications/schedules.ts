import { schedule } from '@mas/kernel'
import { notificationsJobs } from './jobs.ts'

export const notificationsSchedules = [
  schedule('notifications.sweep-due', '* * * * *', notificationsJobs.sweepDue),
  schedule('notifications.expire-notices', '15 3 * * *', notificationsJobs.expireNotices),
  schedule('notifications.purge-bodies', '45 3 * * *', notificationsJobs.purgeBodies),
]
