import { raiseSeenGeneration, sessionReader } from '@mas/db/identity'
import { fail, type AccessClaims, type Ctx, type UserActor } from '@mas/kernel'
import { actorFactsOf } from './actor-facts.ts'
import { requireAdmitted } from './platform-gate.ts'

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

/** An emergency session cannot be confirmed again, so it counts as fresh all its half hour; one that only looks never does. */
function confirmed({ kind, factorAt }: { kind: string; factorAt: Date }, now: Date): { confirmedAtMs?: number } {
  if (kind === 'impersonation') return {}
  return { confirmedAtMs: kind === 'break-glass' ? now.getTime() : factorAt.getTime() }
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
  // Who looks through another's eyes does so as an administrator, at this very instant, and never at one.
  if (!row.mayLook) throw fail('identity.session-ended')
  if (row.endedAt !== null || row.allEnded || row.idleExpiresAt <= now || row.state !== 'active') throw fail('identity.session-ended')
  requireAdmitted(ctx.platform, row.role)
  const actor: UserActor = {
    kind: 'user',
    userId: row.userId,
    role: row.role,
    sessionId,
    ...(row.kind !== 'normal' && { mode: row.kind }),
    endsAtMs: row.idleExpiresAt.getTime(),
    ...confirmed(row, now),
    ...(row.role === 'SALES_HEAD' && (await actorFactsOf(ctx, row.userId))),
    ...(row.restricted !== null && { restricted: row.restricted }),
    ...(row.viaUserId !== null && { via: row.viaUserId }),
  }
  return { actor, seenGeneration: row.seenGeneration }
}
