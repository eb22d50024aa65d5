import { FreezeAccountInput, LedgerAccount } from '@mas/contracts/ledger'
import { freezeAccounts } from '@mas/db/ledger'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { accountOf } from './account-of.ts'

export const freezeAccount = command({
  verb: 'ledger.freeze-account',
  summary:
    'Freezes an account: it may still receive, and holds may be released, but nothing leaves it. Frozen already, it stays as it was.',
  permission: 'ledger.freeze-account',
  refuses: ['ledger.account-not-found'],
  input: FreezeAccountInput,
  output: LedgerAccount,
  run: async (t, { accountId, reason }) => {
    const frozen = await freezeAccounts(t.tx, [accountId], t.clock.now(), reason)
    const account = await accountOf(t, accountId)
    if (frozen.length > 0)
      await record(t, {
        action: 'ledger.freeze-account',
        subject: { type: 'ledger-account', id: accountId },
        before: { frozen: false },
        after: { frozen: true },
        reason,
      })
    return account
  },
})
