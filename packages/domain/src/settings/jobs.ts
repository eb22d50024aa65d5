import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const nothing = z.object({})

export const settingsJobs = {
  applyScheduled: defineJob('settings.apply-scheduled', nothing, { concurrency: 1, retryDelaySeconds: 1 }),
  expireProposals: defineJob('settings.expire-proposals', nothing, { concurrency: 1 }),
  reportFlags: defineJob('settings.report-flags', nothing, { concurrency: 1 }),
}
