import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const nothing = z.object({})
const sweep = { concurrency: 1, expireSeconds: 3600 }

export const auditJobs = {
  publishAnchor: defineJob('audit.publish-anchor', nothing, { concurrency: 1, retryDelaySeconds: 30 }),
  verifyTail: defineJob('audit.verify-tail', nothing, sweep),
  verifyAll: defineJob('audit.verify-all', nothing, sweep),
  archiveMonth: defineJob('audit.archive-month', nothing, { ...sweep, retryDelaySeconds: 60 }),
  // Hours of tries; a page that never arrives ends among the dead letters.
  pageOperator: defineJob('audit.page-operator', z.object({ key: z.string() }), {
    retryLimit: 12,
    retryDelaySeconds: 5,
    expireSeconds: 60,
  }),
  makePartitions: defineJob('audit.make-partitions', nothing, { concurrency: 1, retryDelaySeconds: 30 }),
}
