import { permissions } from '../access/index.ts'

export const settingsPermissions = permissions('settings', {
  'list-settings': { ADMIN: 'all' },
  // In an emergency only settings that are kill switches, which the verb itself sees to.
  'set-setting': { ADMIN: 'all', BREAK_GLASS: 'all' },
})
