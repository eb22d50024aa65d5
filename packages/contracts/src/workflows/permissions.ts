import { permissions } from '../access/index.ts'
import { runPermissions } from './run-permissions.ts'

const admin = { ADMIN: 'all' } as const
const authors = { ADMIN: 'all', SALES_HEAD: 'all' } as const

export const workflowsPermissions = permissions('workflows', {
  'create-workflow': admin,
  'save-draft': admin,
  'copy-workflow': admin,
  'export-workflow': admin,
  'import-workflow': admin,
  'validate-draft': authors,
  'diff-versions': authors,
  publish: admin,
  'activate-version': admin,
  pause: admin,
  resume: admin,
  archive: admin,
  'set-entry-rules': admin,
  'list-workflows': authors,
  'get-workflow': authors,
  'get-stats': authors,
  simulate: admin,
  'start-backtest': admin,
  'get-backtest': admin,
  'set-secret': admin,
  'remove-secret': admin,
  'list-secrets': admin,
  'renew-signing-secret': admin,
  'export-runs': admin,
  'get-run-export': admin,
  ...runPermissions,
})
