import { permissions } from '../access/index.ts'

/** FINANCE reaches only entries of finance, earnings, ledger, tokens and agreements, and only the stream `gst`. */
export const auditPermissions = permissions('audit', {
  'list-entries': { ADMIN: 'all', FINANCE: 'all' },
  'get-entry': { ADMIN: 'all', FINANCE: 'all' },
  'explain-subject': { ADMIN: 'all', FINANCE: 'all' },
  'list-my-history': { ANY: 'own' },
  'prove-entry': { ADMIN: 'all', FINANCE: 'all' },
  'verify-chain': { ADMIN: 'all', FINANCE: 'all', SYSTEM: 'all' },
  'export-range': { ADMIN: 'all', FINANCE: 'all' },
  'list-anchors': { ADMIN: 'all' },
  'list-verifications': { ADMIN: 'all' },
})
