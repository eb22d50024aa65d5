// Written by `bun run generate` from the folders it lists. Do not edit.
import { router } from './init.ts'
import { auditRouter } from './routers/audit.ts'
import { ledgerRouter } from './routers/ledger.ts'
import { settingsRouter } from './routers/settings.ts'

export const appRouter = router({
  audit: auditRouter,
  ledger: ledgerRouter,
  settings: settingsRouter,
})
export type AppRouter = typeof appRouter
