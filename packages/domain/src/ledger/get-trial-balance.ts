import { GetTrialBalanceInput, TrialBalance } from '@mas/contracts/ledger'
import { query } from '@mas/kernel'
import { trialBalanceOf } from './trial-balance.ts'

export const getTrialBalance = query({
  verb: 'ledger.get-trial-balance',
  summary:
    'Adds up every account of a unit by owner and name, in minor units, at an instant of posting or of business time; the total is zero.',
  permission: 'ledger.get-trial-balance',
  refuses: ['ledger.instant-in-future', 'ledger.amount-out-of-range'],
  input: GetTrialBalanceInput,
  output: TrialBalance,
  run: (ctx, { unit, at, by }) => trialBalanceOf(ctx, { unit, by, at: at === undefined ? undefined : new Date(at) }),
})
