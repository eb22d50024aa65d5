import { handlersFor } from '@mas/kernel'
import { endAll } from './end-all.ts'
import { identityJobs } from './jobs.ts'
import { prune } from './prune.ts'
import { sendNotice } from './send-notice.ts'
import { sweep } from './sweep.ts'

export const identityHandlers = handlersFor(identityJobs, { sendNotice, endAll, sweep, prune })
