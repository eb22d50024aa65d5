import { schedule } from '@mas/kernel'
import { ledgerJobs } from './jobs.ts'

/** Asia/Kolkata: the close after every transaction of the day has settled, the proof after it. */
export const ledgerSchedules = [
  schedule('ledger.snapshot', '10 0 * * *', ledgerJobs.snapshot),
  schedule('ledger.check', '30 2 * * *', ledgerJobs.check),
]
