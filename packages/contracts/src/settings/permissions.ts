import { permissions } from '../access/index.ts'

export const settingsPermissions = permissions('settings', {
  'list-settings': { ADMIN: 'all' },
  'set-setting': { ADMIN: 'all' },
})
