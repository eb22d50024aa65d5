// Written by `bun run generate` from the folders it lists. Do not edit.
import * as audit from '../audit/index.ts'
import * as settings from '../settings/index.ts'

/** Every domain's exported schemas, for walks over all of them. */
export const contractsByDomain = {
  audit,
  settings,
} as const
