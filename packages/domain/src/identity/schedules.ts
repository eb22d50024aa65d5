import { schedule } from '@mas/kernel'
import { identityJobs } from './jobs.ts'

export const identitySchedules = [
  schedule('identity.sweep', '*/5 * * * *', identityJobs.sweep),
  schedule('identity.prune', '20 3 * * *', identityJobs.prune),
  schedule('identity.rotate-signing-key', '0 4 * * *', identityJobs.rotateSigningKey),
  schedule('identity.flag-dormant', '0 5 * * 1', identityJobs.flagDormant),
  schedule('identity.remind-review', '0 10 * * *', identityJobs.remindReview),
]
