import { FinishPasskeySignInInput, Tokens } from '@mas/contracts/identity'
import { consumeChallenge, findUser, lockUser, trustDevice } from '@mas/db/identity'
import { AppError, fail, flow, inTx, type Ctx } from '@mas/kernel'
import { spendChallenge } from './challenge.ts'
import { knownDevice, takeRateAtDoor } from './device.ts'
import { withoutLapsedBlock } from './lift-lapsed-block.ts'
import { showPasskey, spendPasskey } from './passkey-proof.ts'
import { requireMayEnter } from './platform-gate.ts'
import { present } from './self.ts'
import { openSession, tokensOf } from './session.ts'
import { entered, logged } from './sign-in-log.ts'

export const finishPasskeySignIn = flow({
  verb: 'identity.finish-passkey-sign-in',
  summary:
    'Signs in with what an authenticator signed: it verified its user, so neither password, mailed code nor second factor is asked for. Every wrong answer is refused alike.',
  permission: 'public',
  rate: 'self',
  refuses: ['identity.passkey-refused', 'identity.blocked', 'identity.platform-refused'],
  input: FinishPasskeySignInInput,
  output: Tokens,
  run: (ctx, input) =>
    logged(ctx, 'passkey', async (log) => {
      await takeRateAtDoor(ctx, 'auth', input.deviceProof)
      await spend(ctx, input.challengeId)
      const shown = await showPasskey(ctx, input, log)
      await withoutLapsedBlock(ctx, present(await findUser(ctx.db, shown.userId)))
      const device = await knownDevice(ctx, shown.userId, input.deviceProof)
      const grant = await inTx(ctx, async (t) => {
        const user = present(await lockUser(t.tx, shown.userId))
        requireMayEnter(t.platform, user)
        const now = t.clock.now()
        if (user.state !== 'active' || !(await consumeChallenge(t.tx, input.challengeId, now))) throw fail('identity.passkey-refused')
        await spendPasskey(t, shown)
        const opened = await openSession(t, user, { method: 'passkey', amr: ['passkey'], deviceId: device?.deviceId, announce: true })
        await trustDevice(t.tx, opened.deviceId, now)
        return opened
      })
      entered(log, grant)
      return tokensOf(ctx, grant)
    }),
})

/** An answer to a question that is used up, too old or of another purpose is refused like any other. */
async function spend(ctx: Ctx, challengeId: string): Promise<void> {
  try {
    await spendChallenge(ctx, ['passkey-sign-in'], challengeId)
  } catch (thrown) {
    throw thrown instanceof AppError && thrown.kind === 'precondition' ? fail('identity.passkey-refused') : thrown
  }
}
