import { schedule } from '@mas/kernel'
import { pruneInbox, sweepInbox } from './jobs.ts'

export const webhooksSchedules = [schedule('webhooks.sweep', '* * * * *', sweepInbox), schedule('webhooks.prune', '40 2 * * *', pruneInbox)]
