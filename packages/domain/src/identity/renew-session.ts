import { insertToken, raiseEpoch, retireCurrent } from '@mas/db/identity'
import { fail, newId, type TxCtx } from '@mas/kernel'
import { hashOf, newSecret } from './secrets.ts'
import { selfOf } from './self.ts'
import type { SessionGrant } from './session.ts'

/** Part: the caller's session goes on with new tokens; access and refresh tokens made before stop working. */
export async function renewSession(t: TxCtx): Promise<SessionGrant> {
  const { userId, sessionId } = selfOf(t)
  const now = t.clock.now()
  const session = await raiseEpoch(t.tx, sessionId, now)
  const retired = session && (await retireCurrent(t.tx, sessionId, now))
  if (session === undefined || retired === undefined) throw fail('identity.session-ended')
  const refreshToken = newSecret('mrt')
  const generation = retired + 1
  await insertToken(t.tx, {
    id: newId(now.getTime()),
    sessionId,
    generation,
    predecessor: retired,
    tokenHash: hashOf(refreshToken),
    keyVersion: t.infra.keys.version,
    now,
  })
  return { userId, sessionId, generation, refreshToken, ...session }
}
