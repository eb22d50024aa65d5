// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditErrors } from '../audit/errors.ts'
import { requestErrors } from '../core/errors.ts'
import { filesErrors } from '../files/errors.ts'
import { identityErrors } from '../identity/errors.ts'
import { leadsErrors } from '../leads/errors.ts'
import { ledgerErrors } from '../ledger/errors.ts'
import { notificationsErrors } from '../notifications/errors.ts'
import { settingsErrors } from '../settings/errors.ts'
import { webhooksErrors } from '../webhooks/errors.ts'
import { workflowsErrors } from '../workflows/errors.ts'

export const errorCatalogue = {
  ...auditErrors,
  ...requestErrors,
  ...filesErrors,
  ...identityErrors,
  ...leadsErrors,
  ...ledgerErrors,
  ...notificationsErrors,
  ...settingsErrors,
  ...webhooksErrors,
  ...workflowsErrors,
} as const

/** Every error code there is. */
export type ErrorCode = keyof typeof errorCatalogue
