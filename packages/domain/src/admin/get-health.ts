import { GetHealthInput, GetHealthOutput } from '@mas/contracts/admin'
import './ports.ts'
import { databaseFacts } from '@mas/db/admin'
import { outboxLagMs } from '@mas/db/events'
import { fail, query } from '@mas/kernel'

export const getHealth = query({
  verb: 'admin.get-health',
  summary: 'Tells how the database, the flow of events, the clock and the provider slots are at this moment.',
  permission: 'admin.read-operations',
  fresh: true,
  input: GetHealthInput,
  output: GetHealthOutput,
  run: async (ctx) => {
    const now = ctx.clock.now()
    const [facts, lagMs, dead] = await Promise.all([databaseFacts(ctx.db), outboxLagMs(ctx.db, now), ctx.infra.queueOps.deadLetters(100)])
    if (facts === undefined) throw fail('request.unavailable')
    return {
      at: now.toISOString(),
      outboxLagSeconds: lagMs / 1_000,
      deadLetters: dead.length,
      clockSkewMs: now.getTime() - facts.now.getTime(),
      database: {
        version: facts.version,
        bytes: Number(facts.bytes),
        connections: facts.connections,
        connectionLimit: facts.connection_limit,
        oldestTransactionSeconds: facts.oldest_transaction_seconds,
      },
      providers: ctx.ports.providerSlots.map(({ slot, mode, note }) => ({ slot, mode, note })),
    }
  },
})
