import { schedule } from '@mas/kernel'
import { abortStale, purgeDeleted, reconcileFiles, sweepRetention } from './jobs.ts'

export const filesSchedules = [
  schedule('files.abort-stale', '*/30 * * * *', abortStale),
  schedule('files.sweep-retention', '30 1 * * *', sweepRetention),
  schedule('files.purge', '0 2 * * *', purgeDeleted),
  schedule('files.reconcile', '0 3 * * 0', reconcileFiles),
]
