import { ListLedgerEntriesInput, ListLedgerEntriesOutput } from '@mas/contracts/ledger'
import { query } from '@mas/kernel'
import { accountOf } from './account-of.ts'
import { pageOfEntries } from './history.ts'

export const listEntries = query({
  verb: 'ledger.list-entries',
  summary: 'Lists what moved an account, newest first, each line with its cause, in minor units (positive is more for the owner).',
  permission: 'ledger.list-entries',
  refuses: ['ledger.account-not-found'],
  input: ListLedgerEntriesInput,
  output: ListLedgerEntriesOutput,
  run: async (ctx, { accountId, cursor, limit }) => {
    await accountOf(ctx, accountId)
    return pageOfEntries(ctx, { account: accountId, cursor, limit })
  },
})
