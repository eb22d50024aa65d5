import { Backtest, BacktestRef } from '@mas/contracts/workflows'
import { findBacktest } from '@mas/db/workflows'
import { fail, query } from '@mas/kernel'

export const getBacktest = query({
  verb: 'workflows.get-backtest',
  summary: 'A back-test and, once it is done, its report with the hash that the same request gives again.',
  permission: 'workflows.get-backtest',
  refuses: ['workflows.backtest-not-found'],
  input: BacktestRef,
  output: Backtest,
  run: async (ctx, { backtestId }) => {
    const row = await findBacktest(ctx.db, backtestId)
    if (row === undefined) throw fail('workflows.backtest-not-found')
    return Backtest.parse({
      id: row.id,
      workflowId: row.workflow_id,
      state: row.state,
      versionHash: row.version_hash,
      report: row.report,
      reportHash: row.report_hash,
      createdAt: row.created_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
    })
  },
})
