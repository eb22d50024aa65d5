import { defineJob } from '@mas/kernel'
import { z } from 'zod'

/** One at a time and long: both walk every account, in short transactions. */
const walk = { concurrency: 1, expireSeconds: 3 * 3_600, retryLimit: 3, retryDelaySeconds: 60 }

export const ledgerJobs = {
  snapshot: defineJob(
    'ledger.snapshot',
    z.object({
      day: z.iso.date().optional().meta({ description: 'Asia/Kolkata; every day up to yesterday that is not closed when left out' }),
    }),
    walk,
  ),
  check: defineJob('ledger.check', z.object({}), walk),
}
