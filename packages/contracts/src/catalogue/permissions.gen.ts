// Written by `bun run generate` from the folders it lists. Do not edit.
import { adminPermissions } from '../admin/permissions.ts'
import { auditPermissions } from '../audit/permissions.ts'
import { identityPermissions } from '../identity/permissions.ts'
import { leadsPermissions } from '../leads/permissions.ts'
import { ledgerPermissions } from '../ledger/permissions.ts'
import { notificationsPermissions } from '../notifications/permissions.ts'
import { settingsPermissions } from '../settings/permissions.ts'
import { webhooksPermissions } from '../webhooks/permissions.ts'

export const permissionTable = {
  ...adminPermissions,
  ...auditPermissions,
  ...identityPermissions,
  ...leadsPermissions,
  ...ledgerPermissions,
  ...notificationsPermissions,
  ...settingsPermissions,
  ...webhooksPermissions,
} as const

/** Every permission there is. */
export type Permission = keyof typeof permissionTable
