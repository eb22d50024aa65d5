// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditPermissions } from '../audit/permissions.ts'
import { leadsPermissions } from '../leads/permissions.ts'
import { settingsPermissions } from '../settings/permissions.ts'

export const permissionTable = {
  ...auditPermissions,
  ...leadsPermissions,
  ...settingsPermissions,
} as const

/** Every permission there is. */
export type Permission = keyof typeof permissionTable
