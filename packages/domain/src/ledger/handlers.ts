import { handlersFor } from '@mas/kernel'
import { ledgerJobs } from './jobs.ts'
import { runChecks } from './run-checks.ts'
import { closeMissedDays } from './close-missed-days.ts'
import { takeSnapshots } from './take-snapshots.ts'

export const ledgerHandlers = handlersFor(ledgerJobs, {
  snapshot: async (ctx, { day }) => {
    if (day === undefined) ctx.log.info('ledger days closed', await closeMissedDays(ctx))
    else ctx.log.info('ledger day closed', { day, accounts: await takeSnapshots(ctx, day) })
  },
  check: async (ctx) => {
    await runChecks(ctx, { reason: 'the nightly proof' })
  },
})
