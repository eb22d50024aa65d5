import { GetAccountInput, LedgerAccount } from '@mas/contracts/ledger'
import { query } from '@mas/kernel'
import { accountOf } from './account-of.ts'
import { requirePast } from './instant-rules.ts'

export const getAccount = query({
  verb: 'ledger.get-account',
  summary:
    'Shows an account of any domain with what is available, held and spendable, in minor units, now or at an instant of posting time.',
  permission: 'ledger.get-account',
  refuses: ['ledger.account-not-found', 'ledger.instant-in-future', 'ledger.amount-out-of-range'],
  input: GetAccountInput,
  output: LedgerAccount,
  run: (ctx, { accountId, at }) => accountOf(ctx, accountId, at === undefined ? undefined : requirePast(new Date(at), ctx.clock.now())),
})
