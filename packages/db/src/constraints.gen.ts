// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditConstraints } from './audit/constraints.ts'
import { filesConstraints } from './files/constraints.ts'
import { identityConstraints } from './identity/constraints.ts'
import { leadsConstraints } from './leads/constraints.ts'
import { ledgerConstraints } from './ledger/constraints.ts'
import { notificationsConstraints } from './notifications/constraints.ts'
import { settingsConstraints } from './settings/constraints.ts'
import { webhooksConstraints } from './webhooks/constraints.ts'
import { workflowsConstraints } from './workflows/constraints.ts'

export const constraintCodes = {
  ...auditConstraints,
  ...filesConstraints,
  ...identityConstraints,
  ...leadsConstraints,
  ...ledgerConstraints,
  ...notificationsConstraints,
  ...settingsConstraints,
  ...webhooksConstraints,
  ...workflowsConstraints,
} as const
