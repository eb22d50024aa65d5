import { schedule } from '@mas/kernel'
import { pruneOld, sweepDue } from './jobs.ts'

export const webhooksSchedules = [schedule('webhooks.sweep', '* * * * *', sweepDue), schedule('webhooks.prune', '40 2 * * *', pruneOld)]
