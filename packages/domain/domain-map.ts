/**
 * Which domain may know which: a domain imports another only along an edge listed here, and only its index. The
 * list is acyclic; a test holds the real imports against it.
 */
export const domainMap = {
  audit: [],
  settings: ['audit'],
  webhooks: ['audit', 'settings'],
  files: ['audit', 'settings', 'webhooks'],
  identity: ['audit', 'settings', 'files'],
  notifications: ['audit', 'settings', 'webhooks', 'identity', 'leads'],
  ledger: ['audit'],
  leads: ['audit', 'files', 'settings', 'identity'],
  workflows: ['audit', 'settings', 'identity', 'leads', 'notifications', 'webhooks', 'files'],
  admin: ['audit', 'settings', 'identity', 'notifications', 'workflows'],
} as const satisfies Record<string, readonly string[]>
