import { schedule } from '@mas/kernel'
import { identityJobs } from './jobs.ts'

export const identitySchedules = [
  schedule('identity.sweep', '*/5 * * * *', identityJobs.sweep),
  schedule('identity.prune', '20 3 * * *', identityJobs.prune),
]
