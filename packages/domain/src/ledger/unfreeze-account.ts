import { LedgerAccount, UnfreezeAccountInput } from '@mas/contracts/ledger'
import { unfreezeAccount as thaw } from '@mas/db/ledger'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { accountOf } from './account-of.ts'

export const unfreezeAccount = command({
  verb: 'ledger.unfreeze-account',
  summary: 'Lets a frozen account move again; one that is not frozen stays as it is.',
  permission: 'ledger.unfreeze-account',
  refuses: ['ledger.account-not-found'],
  input: UnfreezeAccountInput,
  output: LedgerAccount,
  run: async (t, { accountId, reason }) => {
    const thawed = await thaw(t.tx, accountId)
    const account = await accountOf(t, accountId)
    if (thawed)
      await record(t, {
        action: 'ledger.unfreeze-account',
        subject: { type: 'ledger-account', id: accountId },
        before: { frozen: true },
        after: { frozen: false },
        reason,
      })
    return account
  },
})
