import { raiseSeenGeneration, sessionReader } from '@mas/db/identity'
import { fail, type Ctx, type UserActor } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { requireAdmitted } from './platform-gate.ts'
import { salesHeadPages } from './settings.ts'

/**
 * Who an access token speaks for at this instant: the token says which session, one prepared read says everything
 * else, so that a block, a role change or an end counts from the next request on.
 */
export async function resolveAccess(ctx: Ctx, token: string): Promise<UserActor> {
  const now = ctx.clock.now()
  const claims = await ctx.infra.auth.readAccess(token, now)
  const [row] = await sessionReader(ctx.db).execute({ sessionId: claims.sessionId })
  if (row === undefined || row.userId !== claims.userId || claims.epoch > row.epoch) throw fail('identity.access-invalid')
  if (claims.epoch < row.epoch) throw fail('identity.access-stale')
  if (row.state === 'blocked') throw fail('identity.blocked')
  if (row.endedAt !== null || row.idleExpiresAt <= now || row.state !== 'active') throw fail('identity.session-ended')
  requireAdmitted(ctx.platform, row.role)
  if (claims.generation > row.seenGeneration) await raiseSeenGeneration(ctx.db, claims.sessionId, claims.generation, now)
  return {
    kind: 'user',
    userId: row.userId,
    role: row.role,
    sessionId: claims.sessionId,
    confirmedAtMs: row.factorAt.getTime(),
    ...(row.role === 'SALES_HEAD' && { pages: await readSetting(ctx, salesHeadPages) }),
    ...(row.restricted !== null && { restricted: row.restricted }),
    ...(row.viaUserId !== null && { via: row.viaUserId }),
  }
}
