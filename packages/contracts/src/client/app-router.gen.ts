// Written by `bun run generate` from the verbs. Do not edit.
import type { Mutation, Query, RouterOf } from './procedure-types.ts'
import type { ListEntriesInput, ListEntriesOutput } from '../audit/index.ts'
import type { BalanceExplanation, CheckReport, ExplainBalanceInput, FreezeAccountInput, GetAccountInput, GetTrialBalanceInput, LedgerAccount, ListLedgerEntriesInput, ListLedgerEntriesOutput, RunChecksInput, TrialBalance, UnfreezeAccountInput } from '../ledger/index.ts'
import type { ListSettingsInput, ListSettingsOutput, SetSettingInput, Setting } from '../settings/index.ts'

export type AppRouter = RouterOf<{
  audit: {
    /** Lists who changed what, newest first, by subject, actor or action. */
    listEntries: Query<typeof ListEntriesInput, typeof ListEntriesOutput>
  }
  ledger: {
    /** Adds up every account of a unit by owner and name, in minor units, at an instant of posting or of business time; the total is zero. */
    getTrialBalance: Query<typeof GetTrialBalanceInput, typeof TrialBalance>
    /** Explains a balance at an instant of posting time: the daily close it starts from, each entry with its cause, the lots and their fate, the open holds, and the sum, in minor units. */
    explainBalance: Query<typeof ExplainBalanceInput, typeof BalanceExplanation>
    /** Freezes an account: it may still receive, and holds may be released, but nothing leaves it. Frozen already, it stays as it was. */
    freezeAccount: Mutation<typeof FreezeAccountInput, typeof LedgerAccount>
    /** Lets a frozen account move again; one that is not frozen stays as it is. */
    unfreezeAccount: Mutation<typeof UnfreezeAccountInput, typeof LedgerAccount>
    /** Lists what moved an account, newest first, each line with its cause, in minor units (positive is more for the owner). */
    listEntries: Query<typeof ListLedgerEntriesInput, typeof ListLedgerEntriesOutput>
    /** Proves from the tables alone that everything adds up, freezes each account that does not, and pages the operator. Holds a day past their expiry are reported, not frozen. */
    runChecks: Mutation<typeof RunChecksInput, typeof CheckReport>
    /** Shows an account of any domain with what is available, held and spendable, in minor units, now or at an instant of posting time. */
    getAccount: Query<typeof GetAccountInput, typeof LedgerAccount>
  }
  settings: {
    /** Changes a setting, effective at once on every process. Refused when somebody else changed it since `baseVersion`. */
    setSetting: Mutation<typeof SetSettingInput, typeof Setting>
    /** Lists every setting with its value in force, its default, its unit and its version. */
    listSettings: Query<typeof ListSettingsInput, typeof ListSettingsOutput>
  }
}>
