// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditErrors } from '../audit/errors.ts'
import { requestErrors } from '../core/errors.ts'
import { filesErrors } from '../files/errors.ts'
import { leadsErrors } from '../leads/errors.ts'
import { settingsErrors } from '../settings/errors.ts'

export const errorCatalogue = {
  ...auditErrors,
  ...requestErrors,
  ...filesErrors,
  ...leadsErrors,
  ...settingsErrors,
} as const

/** Every error code there is. */
export type ErrorCode = keyof typeof errorCatalogue
