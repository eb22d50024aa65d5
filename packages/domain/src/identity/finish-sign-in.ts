import { FinishSignInInput, Tokens } from '@mas/contracts/identity'
import { consumeChallenge, lockUser } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { proveCode } from './challenge.ts'
import { linkGoogle } from './link-google.ts'
import { nextStep } from './next-step.ts'
import { present } from './self.ts'
import { openSession, tokensOf } from './session.ts'
import { logged } from './sign-in-log.ts'

export const finishSignIn = flow({
  verb: 'identity.finish-sign-in',
  summary: 'Completes a sign-in with the mailed code (10 minutes, 5 tries); the device becomes known for 30 days.',
  permission: 'public',
  rate: 'auth',
  refuses: ['identity.code-invalid', 'identity.code-expired', 'identity.challenge-dead', 'identity.blocked', 'identity.platform-refused'],
  input: FinishSignInInput,
  output: Tokens,
  run: (ctx, { challengeId, code }) =>
    logged(ctx, 'mailed-code', async (log) => {
      const proven = await proveCode(ctx, ['sign-in', 'link-google'], challengeId, code)
      log.userId = proven.userId
      const { method = 'google', amr = 'google', subject } = proven.facts
      const grant = await inTx(ctx, async (t) => {
        const user = present(await lockUser(t.tx, proven.userId))
        const { state, role, class: personClass, emailVerified } = user
        const step = nextStep({ state, role, personClass, emailVerified, platform: t.platform, deviceKnown: true, codeOnNewDevice: false })
        if (step === 'blocked' || step === 'platform-refused') throw fail(`identity.${step}`)
        if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
        if (proven.purpose === 'link-google' && subject !== undefined) await linkGoogle(t, user.id, subject)
        return openSession(t, user, { method, amr: [...amr.split(' '), 'otp'], announce: true })
      })
      log.sessionId = grant.sessionId
      return tokensOf(ctx, grant)
    }),
})
