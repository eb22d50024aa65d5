import type { Tokens } from '@mas/contracts/identity'
import type { Ctx, TxCtx } from '@mas/kernel'

const minuteMs = 60_000

/** A session of at most half an hour that nothing prolongs: no refresh token, no device, and its access token lasts as long. */
export interface ShortGrant {
  readonly userId: string
  readonly sessionId: string
  readonly expiresAt: Date
}

/** Part: opens one; the caller gives it its mode in the same transaction. */
export async function openShortSession(t: TxCtx, userId: string, method: string, minutes: number): Promise<ShortGrant> {
  const at = t.clock.now()
  const expiresAt = new Date(at.getTime() + minutes * minuteMs)
  const sessionId = await t.infra.auth.rows(t.tx).createSession({
    userId,
    platform: t.platform,
    method,
    amr: [method],
    deviceId: null,
    ip: t.client?.ip ?? null,
    userAgent: t.client?.userAgent.slice(0, 500) ?? null,
    at,
    idleExpiresAt: expiresAt,
    absoluteExpiresAt: expiresAt,
  })
  return { userId, sessionId, expiresAt }
}

export async function shortTokensOf(ctx: Ctx, { userId, sessionId, expiresAt }: ShortGrant): Promise<Tokens> {
  const claims = { userId, sessionId, epoch: 0, generation: 0, issuedAt: ctx.clock.now(), expiresAt }
  const accessToken = await ctx.infra.auth.signAccess(claims)
  const at = expiresAt.toISOString()
  return { accessToken, accessExpiresAt: at, idleExpiresAt: at, sessionExpiresAt: at }
}
