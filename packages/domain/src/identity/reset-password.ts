import { ResetPasswordInput, ResetPasswordOutput } from '@mas/contracts/identity'
import { consumeChallenge, findUser, killChallenges, lockUser } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { passwordPurposes, proveCode, takeRateUnlessOpen } from './challenge.ts'
import { installPassword } from './credential.ts'
import { rememberDevice } from './device.ts'
import { endSessions } from './end-sessions.ts'
import { proveMailbox } from './mailbox.ts'
import { tell } from './notices.ts'
import { requireStrong } from './password-check.ts'
import { forgiveAddress } from './password-throttle.ts'
import { present } from './self.ts'

export const resetPassword = flow({
  verb: 'identity.reset-password',
  summary:
    'Sets a new password with the mailed reset code and ends all sessions. It proves the mailbox, so it answers a device proof, but opens no session.',
  permission: 'public',
  rate: 'self',
  refuses: [
    'identity.code-invalid',
    'identity.code-expired',
    'identity.challenge-dead',
    'identity.password-weak',
    'identity.blocked',
    'identity.busy',
  ],
  input: ResetPasswordInput,
  output: ResetPasswordOutput,
  run: async (ctx, { challengeId, code, newPassword }) => {
    await takeRateUnlessOpen(ctx, challengeId)
    const proven = await proveCode(ctx, ['reset-password'], challengeId, code)
    const owner = present(await findUser(ctx.db, proven.userId))
    await requireStrong(ctx, newPassword, { fullName: owner.fullName, email: owner.email, privileged: owner.class === 'privileged' })
    const passwordHash = await ctx.infra.auth.hashPassword(newPassword)
    const deviceProof = await inTx(ctx, async (t) => {
      const user = present(await lockUser(t.tx, proven.userId))
      if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
      await proveMailbox(t, user)
      await installPassword(t, user.id, passwordHash)
      for (const purpose of passwordPurposes) await killChallenges(t.tx, user.id, purpose, t.clock.now())
      await endSessions(t, { userId: user.id }, 'password-changed')
      await record(t, { action: 'identity.reset-password', subject: { type: 'user', id: user.id } })
      await tell(t, 'password-changed', user.id)
      return (await rememberDevice(t, user.id)).deviceProof
    })
    if (owner.email !== null) await forgiveAddress(ctx, owner.email)
    return { deviceProof }
  },
})
