import { schedule } from '@mas/kernel'
import { workflowsJobs } from './jobs.ts'

export const workflowsSchedules = [
  schedule('workflows.scan-segments', '*/5 * * * *', workflowsJobs.scanSegments),
  schedule('workflows.start-scheduled', '* * * * *', workflowsJobs.startScheduled),
  schedule('workflows.reconcile-effects', '*/2 * * * *', workflowsJobs.reconcileEffects),
  schedule('workflows.escalate-tasks', '* * * * *', workflowsJobs.escalateTasks),
  schedule('workflows.roll-stats', '* * * * *', workflowsJobs.rollStats),
  schedule('workflows.check-invariants', '17 * * * *', workflowsJobs.checkInvariants),
  schedule('workflows.prune', '40 2 * * *', workflowsJobs.prune),
]
