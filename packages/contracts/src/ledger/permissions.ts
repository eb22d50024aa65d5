import { permissions } from '../access/index.ts'

export const ledgerPermissions = permissions('ledger', {
  'get-account': { FINANCE: 'all', ADMIN: 'all' },
  'list-entries': { FINANCE: 'all', ADMIN: 'all' },
  'explain-balance': { FINANCE: 'all', ADMIN: 'all' },
  'get-trial-balance': { FINANCE: 'all', ADMIN: 'all' },
  'freeze-account': { ADMIN: 'all', SYSTEM: 'all' },
  'unfreeze-account': { ADMIN: 'all', SYSTEM: 'all' },
  'run-checks': { ADMIN: 'all', SYSTEM: 'all' },
})
