// Written by `bun run generate` from the folders it lists. Do not edit.
import { auditConstraints } from './audit/constraints.ts'
import { ledgerConstraints } from './ledger/constraints.ts'

export const constraintCodes = {
  ...auditConstraints,
  ...ledgerConstraints,
} as const
