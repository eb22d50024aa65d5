// Written by `bun run generate` from the folders it lists. Do not edit.
import { router } from './init.ts'
import { adminRouter } from './routers/admin.ts'
import { auditRouter } from './routers/audit.ts'
import { filesRouter } from './routers/files.ts'
import { identityRouter } from './routers/identity.ts'
import { leadsRouter } from './routers/leads.ts'
import { ledgerRouter } from './routers/ledger.ts'
import { notificationsRouter } from './routers/notifications.ts'
import { settingsRouter } from './routers/settings.ts'
import { webhooksRouter } from './routers/webhooks.ts'

export const appRouter = router({
  admin: adminRouter,
  audit: auditRouter,
  files: filesRouter,
  identity: identityRouter,
  leads: leadsRouter,
  ledger: ledgerRouter,
  notifications: notificationsRouter,
  settings: settingsRouter,
  webhooks: webhooksRouter,
})
export type AppRouter = typeof appRouter
