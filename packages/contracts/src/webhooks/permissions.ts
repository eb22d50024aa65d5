import { permissions } from '../access/index.ts'

export const webhooksPermissions = permissions('webhooks', {
  // `own` are the providers of payments, whose messages are finance's to settle.
  'list-inbox': { ADMIN: 'all', FINANCE: 'own' },
  'get-inbox-item': { ADMIN: 'all', FINANCE: 'own' },
  'replay-inbox': { ADMIN: 'all', FINANCE: 'own' },
  'discard-inbox': { ADMIN: 'all', FINANCE: 'own' },
})
