import { handlersFor } from '@mas/kernel'
import { applyScheduled } from './apply-scheduled.ts'
import { expireProposals } from './expire-proposals.ts'
import { settingsJobs } from './jobs.ts'
import { reportFlags } from './tidy-report.ts'

export const settingsHandlers = handlersFor(settingsJobs, { applyScheduled, expireProposals, reportFlags })
