// Written by `bun run generate` from the folders it lists. Do not edit.
import * as admin from '../admin/index.ts'
import * as audit from '../audit/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as leads from '../leads/index.ts'
import * as ledger from '../ledger/index.ts'
import * as notifications from '../notifications/index.ts'
import * as settings from '../settings/index.ts'
import * as webhooks from '../webhooks/index.ts'

/** Every domain's exported schemas, for walks over all of them. */
export const contractsByDomain = {
  admin,
  audit,
  files,
  identity,
  leads,
  ledger,
  notifications,
  settings,
  webhooks,
} as const
