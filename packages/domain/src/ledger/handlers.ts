import { handlersFor } from '@mas/kernel'
import { ledgerJobs } from './jobs.ts'
import { runChecks } from './run-checks.ts'
import { takeSnapshots } from './take-snapshots.ts'

export const ledgerHandlers = handlersFor(ledgerJobs, {
  snapshot: async (ctx, { day }) => {
    ctx.log.info('ledger day closed', { accounts: await takeSnapshots(ctx, day) })
  },
  check: async (ctx) => {
    await runChecks(ctx, { reason: 'the nightly proof' })
  },
})
