// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditConstraints } from './audit/constraints.ts'
import { leadsConstraints } from './leads/constraints.ts'

export const constraintCodes = {
  ...auditConstraints,
  ...leadsConstraints,
} as const
