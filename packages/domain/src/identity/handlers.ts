import { handlersFor } from '@mas/kernel'
import { endAll } from './end-all.ts'
import { flagDormant } from './flag-dormant.ts'
import { identityJobs } from './jobs.ts'
import { prune } from './prune.ts'
import { remindReview } from './remind-review.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'
import { sendNotice } from './send-notice.ts'
import { sweep } from './sweep.ts'

export const identityHandlers = handlersFor(identityJobs, { sendNotice, endAll, flagDormant, remindReview, rotateSigningKey, sweep, prune })
