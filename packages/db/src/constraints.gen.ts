// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditConstraints } from './audit/constraints.ts'
import { identityConstraints } from './identity/constraints.ts'
import { leadsConstraints } from './leads/constraints.ts'
import { ledgerConstraints } from './ledger/constraints.ts'
import { notificationsConstraints } from './notifications/constraints.ts'
import { webhooksConstraints } from './webhooks/constraints.ts'
import { workflowsConstraints } from './workflows/constraints.ts'

export const constraintCodes = {
  ...auditConstraints,
  ...identityConstraints,
  ...leadsConstraints,
  ...ledgerConstraints,
  ...notificationsConstraints,
  ...webhooksConstraints,
  ...workflowsConstraints,
} as const
