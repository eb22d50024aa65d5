import { consumeChallenge, lockUser, revokeDevice, trustDevice } from '@mas/db/identity'
import { fail, inTx, type Ctx } from '@mas/kernel'
import { spendChallenge } from './challenge.ts'
import { spendShown, tryFactor } from './factor.ts'
import { requireMayEnter } from './platform-gate.ts'
import { present } from './self.ts'
import { openSession, type SessionGrant } from './session.ts'
import type { AttemptFacts } from './sign-in-log.ts'

type Shown = { challengeId: string; human?: string | undefined } & ({ totp: string } | { recoveryCode: string })

/** The second half of a sign-in: a code of the app, or one from paper, for the challenge that the password opened. */
export async function finishByFactor(ctx: Ctx, input: Shown, log: AttemptFacts): Promise<SessionGrant> {
  const { challengeId, human } = input
  const { userId, facts } = await spendChallenge(ctx, ['second-factor'], challengeId)
  if (userId === null) throw fail('identity.challenge-dead')
  log.userId = userId
  const { method = 'password', amr = 'pwd', deviceId } = facts
  const giveUp = async () => {
    if (deviceId !== undefined) await revokeDevice(ctx.db, deviceId, ctx.clock.now())
  }
  const shown = await tryFactor(ctx, input, { userId, from: deviceId, human, giveUp })
  return inTx(ctx, async (t) => {
    const user = present(await lockUser(t.tx, userId))
    requireMayEnter(t.platform, user)
    if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
    await spendShown(t, userId, shown)
    const by = 'step' in shown ? 'totp' : 'recovery-code'
    const grant = await openSession(t, user, { method, amr: [...amr.split(' '), by], deviceId, announce: true })
    await trustDevice(t.tx, grant.deviceId, t.clock.now())
    return grant
  })
}
