import { handlersFor } from '@mas/kernel'
import { identityJobs } from './jobs.ts'
import { prune } from './prune.ts'
import { sendNotice } from './send-notice.ts'
import { sweep } from './sweep.ts'

export const identityHandlers = handlersFor(identityJobs, { sendNotice, sweep, prune })
