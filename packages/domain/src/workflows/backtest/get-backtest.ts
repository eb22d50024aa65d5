import { Backtest, BacktestRef } from '@mas/contracts/workflows'
import { findBacktest } from '@mas/db/workflows'
import { fail, query } from '@mas/kernel'
import { backtestView } from './backtest-view.ts'

export const getBacktest = query({
  verb: 'workflows.get-backtest',
  summary: 'A back-test and, once it is done, its report.',
  permission: 'workflows.get-backtest',
  refuses: ['workflows.backtest-not-found'],
  input: BacktestRef,
  output: Backtest,
  run: async (ctx, { backtestId }) => {
    const found = await findBacktest(ctx.db, backtestId)
    if (found === undefined) throw fail('workflows.backtest-not-found')
    return backtestView(found)
  },
})
