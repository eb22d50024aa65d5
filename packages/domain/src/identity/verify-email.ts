import { Tokens, VerifyEmailInput } from '@mas/contracts/identity'
import { consumeChallenge, lockUser } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { proveCode } from './challenge.ts'
import { installPassword } from './credential.ts'
import { proveMailbox } from './mailbox.ts'
import { requireAdmitted } from './platform-gate.ts'
import { present } from './self.ts'
import { openSession, tokensOf } from './session.ts'
import { entered, logged } from './sign-in-log.ts'

export const verifyEmail = flow({
  verb: 'identity.verify-email',
  summary:
    'Completes a sign-up with its six-digit code (10 minutes, 5 tries): the password of that sign-up counts from now on and a session opens.',
  permission: 'public',
  rate: 'auth',
  refuses: ['identity.code-invalid', 'identity.code-expired', 'identity.challenge-dead', 'identity.blocked', 'identity.platform-refused'],
  input: VerifyEmailInput,
  output: Tokens,
  run: (ctx, { challengeId, code }) =>
    logged(ctx, 'verify-email', async (log) => {
      const proven = await proveCode(ctx, ['verify-email'], challengeId, code)
      log.userId = proven.userId
      const grant = await inTx(ctx, async (t) => {
        const user = present(await lockUser(t.tx, proven.userId))
        // The first of two sign-ups for the same address wins; it has killed the other.
        if (user.emailVerified || !(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
        const verified = await proveMailbox(t, user, proven.facts['fullName'])
        requireAdmitted(t.platform, verified.role)
        if (proven.pendingPassword !== null) await installPassword(t, user.id, proven.pendingPassword)
        return openSession(t, verified, { method: 'verify-email', amr: ['pwd', 'otp'] })
      })
      entered(log, grant)
      return tokensOf(ctx, grant)
    }),
})
