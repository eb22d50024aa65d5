import { permissions } from '../access/index.ts'

export const adminPermissions = permissions('admin', {
  'read-operations': { ADMIN: 'all' },
  'redrive-jobs': { ADMIN: 'all' },
})
