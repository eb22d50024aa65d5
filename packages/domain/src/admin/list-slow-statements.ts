import { ListSlowStatementsInput, ListSlowStatementsOutput } from '@mas/contracts/admin'
import { heaviestStatements, runningStatements } from '@mas/db/admin'
import { query } from '@mas/kernel'

export const listSlowStatements = query({
  verb: 'admin.list-slow-statements',
  summary: 'Lists the statements at work for a second or longer, and those that have cost the database most.',
  permission: 'admin.read-operations',
  fresh: true,
  input: ListSlowStatementsInput,
  output: ListSlowStatementsOutput,
  run: async (ctx) => {
    const [running, heaviest] = await Promise.all([runningStatements(ctx.db), heaviestStatements(ctx.db)])
    return {
      running: running.map(({ waits_for: waitsFor, ...rest }) => ({ ...rest, waitsFor })),
      heaviest:
        heaviest?.map(({ calls, total_seconds: totalSeconds, mean_ms: meanMs, statement }) => ({
          calls: Number(calls),
          totalSeconds,
          meanMs,
          statement,
        })) ?? null,
    }
  },
})
