import type { PasskeyAssertion } from '@mas/contracts/identity'
import { consumeChallenge, lockUser, trustDevice } from '@mas/db/identity'
import { fail, inTx, type Ctx } from '@mas/kernel'
import { spendChallenge } from './challenge.ts'
import { showPasskey, spendPasskey } from './passkey-proof.ts'
import { requireMayEnter } from './platform-gate.ts'
import { present } from './self.ts'
import { openSession, type SessionGrant } from './session.ts'
import type { AttemptFacts } from './sign-in-log.ts'

/** The second half of a sign-in: the person's own passkey, for the challenge that the password opened. */
export async function finishByPasskey(
  ctx: Ctx,
  input: { readonly challengeId: string; readonly passkey: PasskeyAssertion },
  log: AttemptFacts,
): Promise<SessionGrant> {
  const { userId, facts } = await spendChallenge(ctx, ['second-factor'], input.challengeId)
  if (userId === null) throw fail('identity.challenge-dead')
  const shown = await showPasskey(ctx, input, log)
  log.userId = userId
  if (shown.userId !== userId) throw fail('identity.passkey-refused')
  const { method = 'password', amr = 'pwd', deviceId } = facts
  return inTx(ctx, async (t) => {
    const user = present(await lockUser(t.tx, userId))
    requireMayEnter(t.platform, user)
    const now = t.clock.now()
    if (!(await consumeChallenge(t.tx, input.challengeId, now))) throw fail('identity.challenge-dead')
    await spendPasskey(t, shown)
    const grant = await openSession(t, user, { method, amr: [...amr.split(' '), 'passkey'], deviceId, announce: true })
    await trustDevice(t.tx, grant.deviceId, now)
    return grant
  })
}
