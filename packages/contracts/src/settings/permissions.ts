import { permissions } from '../access/index.ts'

/** `own` reaches the settings of the role's own domains: finance, earnings and tokens for FINANCE, sales for SALES_HEAD. */
export const settingsPermissions = permissions('settings', {
  'list-settings': { ADMIN: 'all', FINANCE: 'own', SALES_HEAD: 'own' },
  'preview-change': { ADMIN: 'all' },
  'set-setting': { ADMIN: 'all', FINANCE: 'own' },
  'revert-change': { ADMIN: 'all', FINANCE: 'own' },
  'decide-proposal': { ADMIN: 'all' },
  'cancel-scheduled': { ADMIN: 'all' },
  'list-flags': { ADMIN: 'all' },
  'set-flag': { ADMIN: 'all' },
  // An emergency session kills and never sets: it may stop what does harm, and nothing else.
  'kill-flag': { ADMIN: 'all', BREAK_GLASS: 'all' },
  'explain-flag': { ADMIN: 'all' },
  'transfer-settings': { ADMIN: 'all' },
  'prune-orphan': { ADMIN: 'all' },
  read: { VENDOR: 'all' },
})
