import { raiseSeenGeneration, sessionReader } from '@mas/db/identity'
import { fail, type AccessClaims, type Ctx, type UserActor } from '@mas/kernel'
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
  const { actor, seenGeneration } = await actorOfSession(ctx, claims.sessionId, claims)
  if (claims.generation > seenGeneration) await raiseSeenGeneration(ctx.db, claims.sessionId, claims.generation, now)
  return actor
}

/** Part: whose session this still is, for a caller who has proven it before. */
export async function resolveSession(ctx: Ctx, sessionId: string): Promise<UserActor> {
  return (await actorOfSession(ctx, sessionId)).actor
}

/** Whose open session this is. With `claims`, those of the token that names it are held against it. */
export async function actorOfSession(
  ctx: Ctx,
  sessionId: string,
  claims?: AccessClaims,
): Promise<{ actor: UserActor; seenGeneration: number }> {
  const now = ctx.clock.now()
  const [row] = await sessionReader(ctx.db).execute({ sessionId })
  if (row === undefined) throw fail('identity.access-invalid')
  if (claims !== undefined && (row.userId !== claims.userId || claims.epoch > row.epoch)) throw fail('identity.access-invalid')
  if (claims !== undefined && claims.epoch < row.epoch) throw fail('identity.access-stale')
  if (row.state === 'blocked') throw fail('identity.blocked')
  if (row.endedAt !== null || row.allEnded || row.idleExpiresAt <= now || row.state !== 'active') throw fail('identity.session-ended')
  requireAdmitted(ctx.platform, row.role)
  const actor: UserActor = {
    kind: 'user',
    userId: row.userId,
    role: row.role,
    sessionId,
    confirmedAtMs: row.factorAt.getTime(),
    ...(row.role === 'SALES_HEAD' && { pages: await readSetting(ctx, salesHeadPages) }),
    ...(row.restricted !== null && { restricted: row.restricted }),
    ...(row.viaUserId !== null && { via: row.viaUserId }),
  }
  return { actor, seenGeneration: row.seenGeneration }
}
