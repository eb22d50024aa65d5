import { permissions } from '../access/index.ts'

export const identityPermissions = permissions('identity', {
  'use-own-account': { ANY: 'own' },
  'use-restricted-session': { ANY: 'own' },
  'list-sign-ins': { ADMIN: 'all', ANY: 'own' },
  'read-users': { ADMIN: 'all' },
  'explain-access': { ADMIN: 'all' },
  'provision-user': { ADMIN: 'all' },
  'change-role': { ADMIN: 'all' },
  'list-role-changes': { ADMIN: 'all' },
  'block-user': { ADMIN: 'all' },
  'unblock-user': { ADMIN: 'all', BREAK_GLASS: 'all' },
  'end-user-sessions': { ADMIN: 'all', BREAK_GLASS: 'all' },
  'end-all-sessions': { ADMIN: 'all' },
  'reset-factors': { ADMIN: 'all', BREAK_GLASS: 'all' },
  'start-impersonation': { ADMIN: 'all' },
  'stop-impersonation': { ANY: 'own' },
  'seal-break-glass': { ADMIN: 'all' },
  'list-openings': { ADMIN: 'all' },
  'review-opening': { ADMIN: 'all' },
  'send-password-reset': { ADMIN: 'all', BREAK_GLASS: 'all' },
  'bootstrap-admin': { SYSTEM: 'all' },
})
