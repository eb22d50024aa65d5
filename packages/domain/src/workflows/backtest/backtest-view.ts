import { Backtest, BacktestRequest } from '@mas/contracts/workflows'
import type { BacktestRow } from '@mas/db/workflows'
import type { z } from 'zod'

export function backtestView(row: BacktestRow): z.output<typeof Backtest> {
  const { from, to } = BacktestRequest.parse(row.request)
  return Backtest.parse({
    id: row.id,
    workflowId: row.workflow_id,
    state: row.state,
    from,
    to,
    seed: row.seed,
    report: row.report,
    reportHash: row.report_hash,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  })
}
