import { Platform } from '@mas/contracts/core'
import { ListSessionsOutput, NoInput } from '@mas/contracts/identity'
import { openSessionsOf } from '@mas/db/identity'
import { query } from '@mas/kernel'
import { selfOf } from './self.ts'

export const listSessions = query({
  verb: 'identity.list-sessions',
  summary: "Lists one's own open sessions, newest first.",
  permission: 'identity.use-own-account',
  input: NoInput,
  output: ListSessionsOutput,
  run: async (ctx) => {
    const { userId, sessionId } = selfOf(ctx)
    const open = await openSessionsOf(ctx.db, userId, ctx.clock.now())
    return {
      items: open.map(({ absoluteExpiresAt, authenticatedAt, idleExpiresAt, platform, ...row }) => ({
        ...row,
        platform: Platform.parse(platform),
        current: row.id === sessionId,
        authenticatedAt: authenticatedAt.toISOString(),
        idleExpiresAt: idleExpiresAt.toISOString(),
        sessionExpiresAt: absoluteExpiresAt.toISOString(),
      })),
    }
  },
})
