import { permissions } from '../access/index.ts'

export const auditPermissions = permissions('audit', {
  'list-entries': { ADMIN: 'all' },
})
