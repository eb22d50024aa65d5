import { signedIn, type Tokens } from '@mas/contracts/identity'
import { endLeastRecentlyUsed, insertToken, restrictSessions, touchDevice, type UserRow } from '@mas/db/identity'
import { emit, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { rememberDevice } from './device.ts'
import { tellEnded } from './end-sessions.ts'
import { mustEnrol } from './factor.ts'
import { tell } from './notices.ts'
import { hashOf, newSecret } from './secrets.ts'
import { expiryOf } from './session-rules.ts'
import { sessionLimits } from './settings.ts'

/** What was granted inside the transaction; tokens are signed from it once it is committed. */
export interface SessionGrant {
  readonly userId: string
  readonly sessionId: string
  readonly epoch: number
  readonly generation: number
  readonly refreshToken: string
  readonly idleExpiresAt: Date
  readonly absoluteExpiresAt: Date
  readonly deviceProof?: string
  /** What was shown for it; absent where a session merely goes on. */
  readonly amr?: readonly string[]
  readonly deviceId?: string | null
  readonly restricted?: 'enrol-factor' | null
}
interface How {
  readonly method: string
  readonly amr: readonly string[]
  /** A device that is already known; otherwise this caller's becomes known. */
  readonly deviceId?: string | undefined
  /** A person who has just proven their mailbox knows that they are here. */
  readonly announce?: boolean
}

/** Part: opens a session for a person whose row is locked by the caller, and displaces the least recently used one over the limit. */
export async function openSession(t: TxCtx, user: UserRow, how: How): Promise<SessionGrant & { deviceId: string }> {
  const now = t.clock.now()
  const limits = await readSetting(t, sessionLimits[user.class])
  const fresh = how.deviceId === undefined ? await rememberDevice(t, user.id) : undefined
  const deviceId = how.deviceId ?? fresh?.deviceId ?? newId(now.getTime())
  if (fresh === undefined) await touchDevice(t.tx, deviceId, now)
  const expiry = expiryOf(limits, now)
  const sessionId = await t.infra.auth.rows(t.tx).createSession({
    userId: user.id,
    platform: t.platform,
    method: how.method,
    amr: how.amr,
    deviceId,
    ip: t.client?.ip ?? null,
    userAgent: t.client?.userAgent.slice(0, 500) ?? null,
    at: now,
    ...expiry,
  })
  const restricted = (await mustEnrol(t, user)) ? ('enrol-factor' as const) : null
  if (restricted !== null) await restrictSessions(t.tx, user.id, sessionId)
  const refreshToken = newSecret('mrt')
  await insertToken(t.tx, {
    id: newId(now.getTime()),
    sessionId,
    generation: 1,
    predecessor: null,
    tokenHash: hashOf(refreshToken),
    keyVersion: t.infra.keys.version,
    now,
  })
  await tellEnded(t, await endLeastRecentlyUsed(t.tx, user.id, sessionId, limits.atMost, now))
  await emit(t, signedIn, { userId: user.id, sessionId, method: how.method, platform: t.platform, newDevice: fresh !== undefined })
  if (fresh !== undefined && how.announce === true)
    await tell(t, 'new-device', user.id, { at: now.toISOString(), userAgent: t.client?.userAgent.slice(0, 200) ?? '' })
  return {
    userId: user.id,
    sessionId,
    epoch: 0,
    generation: 1,
    refreshToken,
    deviceId,
    amr: how.amr,
    restricted,
    ...expiry,
    ...(fresh && { deviceProof: fresh.deviceProof }),
  }
}

/** Signs the access token of a committed grant. */
export async function tokensOf(ctx: Ctx, grant: SessionGrant): Promise<Tokens> {
  const issuedAt = ctx.clock.now()
  const { userId, sessionId, epoch, generation, refreshToken, deviceProof, restricted } = grant
  const accessToken = await ctx.infra.auth.signAccess({ userId, sessionId, epoch, generation, issuedAt })
  return {
    accessToken,
    accessExpiresAt: new Date(Math.floor(issuedAt.getTime() / 1000) * 1000 + 15 * 60_000).toISOString(),
    refreshToken,
    idleExpiresAt: grant.idleExpiresAt.toISOString(),
    sessionExpiresAt: grant.absoluteExpiresAt.toISOString(),
    ...(deviceProof !== undefined && { deviceProof }),
    ...(restricted && { restricted }),
  }
}
