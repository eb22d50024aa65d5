import { permissions } from '../access/index.ts'

export const webhooksPermissions = permissions('webhooks', {
  // `own` are the providers of payments, whose messages are finance's to settle.
  'list-inbox': { ADMIN: 'all', FINANCE: 'own' },
  'get-inbox-item': { ADMIN: 'all', FINANCE: 'own' },
  'replay-inbox': { ADMIN: 'all', FINANCE: 'own' },
  'get-inbox-replay': { ADMIN: 'all', FINANCE: 'own' },
  'discard-inbox': { ADMIN: 'all', FINANCE: 'own' },
  // Owning domains show their own to their users at their own edges.
  'list-endpoints': { ADMIN: 'all' },
  'list-messages': { ADMIN: 'all' },
  'get-message': { ADMIN: 'all' },
  'explain-delivery': { ADMIN: 'all' },
})
