import { explainBalance, freezeAccount, getAccount, getTrialBalance, listEntries, runChecks, unfreezeAccount } from '@mas/domain/ledger'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const ledgerRouter = router({
  getAccount: query(getAccount),
  listEntries: query(listEntries),
  explainBalance: query(explainBalance),
  getTrialBalance: query(getTrialBalance),
  freezeAccount: mutation(freezeAccount),
  unfreezeAccount: mutation(unfreezeAccount),
  runChecks: mutation(runChecks),
})
