import { deviceOfSession, distrustDevices, liftRestriction, trustDevice } from '@mas/db/identity'
import type { TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { endSessions } from './end-sessions.ts'
import { hasFactor } from './factor.ts'
import { tell } from './notices.ts'
import { renewSession } from './renew-session.ts'
import { selfOf } from './self.ts'
import type { SessionGrant } from './session.ts'

/**
 * Part: the caller's second factors are others or none from now on (`change` says so in a mail). Every device must show one anew, other
 * sessions end, this one goes on with new tokens, and the person is told.
 */
export async function factorChanged(t: TxCtx, change: string, endOthers: boolean): Promise<SessionGrant> {
  const { userId, sessionId } = selfOf(t)
  await distrustDevices(t.tx, userId)
  if (endOthers) await endSessions(t, { userId, exceptSessionId: sessionId }, 'factor-changed')
  if (await hasFactor(t, userId)) {
    await liftRestriction(t.tx, sessionId)
    const deviceId = await deviceOfSession(t.tx, sessionId)
    if (deviceId !== undefined) await trustDevice(t.tx, deviceId, t.clock.now())
  }
  await record(t, { action: 'identity.change-factor', subject: { type: 'user', id: userId }, after: { change, endOthers } })
  await tell(t, 'factor-changed', userId, { change })
  return renewSession(t)
}
