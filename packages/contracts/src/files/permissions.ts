import { permissions } from '../access/index.ts'

export const filesPermissions = permissions('files', {
  'list-my-files': { ANY: 'own' },
  'list-quarantine': { ADMIN: 'all' },
  'download-quarantined': { ADMIN: 'all' },
  'restore-object': { ADMIN: 'all' },
  'get-storage-report': { ADMIN: 'all' },
  'set-legal-hold': { FINANCE: 'all', ADMIN: 'all' },
})
