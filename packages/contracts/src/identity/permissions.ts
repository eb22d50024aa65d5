import { permissions } from '../access/index.ts'

export const identityPermissions = permissions('identity', {
  'use-own-account': { ANY: 'own' },
  'use-restricted-session': { ANY: 'own' },
  'list-sign-ins': { ADMIN: 'all', ANY: 'own' },
  'read-users': { ADMIN: 'all' },
  'explain-access': { ADMIN: 'all' },
  'provision-user': { ADMIN: 'all' },
  'change-role': { ADMIN: 'all' },
  'block-user': { ADMIN: 'all' },
  'end-user-sessions': { ADMIN: 'all' },
  'end-all-sessions': { ADMIN: 'all' },
  'reset-factors': { ADMIN: 'all' },
  'send-password-reset': { ADMIN: 'all' },
  'bootstrap-admin': { SYSTEM: 'all' },
})
