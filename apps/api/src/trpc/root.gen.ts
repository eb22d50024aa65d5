// Written by `bun run generate` from the folders it lists. Do not edit.
import { router } from './init.ts'
import { auditRouter } from './routers/audit.ts'
import { filesRouter } from './routers/files.ts'
import { leadsRouter } from './routers/leads.ts'
import { settingsRouter } from './routers/settings.ts'

export const appRouter = router({
  audit: auditRouter,
  files: filesRouter,
  leads: leadsRouter,
  settings: settingsRouter,
})
export type AppRouter = typeof appRouter
