import { schedule, type Schedule } from '@mas/kernel'
import { auditJobs } from './jobs.ts'

export const auditSchedules: readonly Schedule[] = [
  schedule('audit.publish-anchor', '15 0 * * *', auditJobs.publishAnchor),
  schedule('audit.verify-tail', '*/15 * * * *', auditJobs.verifyTail),
  schedule('audit.verify-all', '0 3 * * 0', auditJobs.verifyAll),
  schedule('audit.archive-month', '0 4 1 * *', auditJobs.archiveMonth),
  schedule('audit.make-partitions', '0 1 * * *', auditJobs.makePartitions),
]
