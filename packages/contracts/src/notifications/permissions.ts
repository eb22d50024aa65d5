import { permissions } from '../access/index.ts'

const own = { ANY: 'own' } as const
const admin = { ADMIN: 'all' } as const
/** Texts that go to leads; the others are the administrators'. */
const templates = { ADMIN: 'all', SALES_HEAD: 'pool@email' } as const

export const notificationsPermissions = permissions('notifications', {
  'list-notices': own,
  'get-unread-count': own,
  'watch-notices': own,
  'mark-read': own,
  'mark-all-read': own,
  'mark-seen': own,
  'archive-notice': own,
  'get-preferences': own,
  'set-preferences': own,
  'set-quiet-hours': own,
  'list-templates': templates,
  'draft-template': templates,
  'preview-template': templates,
  'publish-template': templates,
  'retire-template': templates,
  'diff-template': templates,
  'send-lead-email': { SALES: 'own', SALES_HEAD: 'pool@email' },
  'list-emails': admin,
  'get-email': admin,
  'explain-intent': admin,
  'resend-email': admin,
  'list-suppressions': admin,
  suppress: admin,
  'lift-suppression': admin,
  'check-address': { SYSTEM: 'all' },
  'get-states': { WORKFLOW: 'all', SYSTEM: 'all' },
})
