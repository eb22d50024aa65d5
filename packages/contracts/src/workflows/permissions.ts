import { permissions } from '../access/index.ts'

const admin = { ADMIN: 'all' } as const
const authors = { ADMIN: 'all', SALES_HEAD: 'all' } as const

/** `own` and `pool` of runs are those of the lead the run is about. */
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
})
