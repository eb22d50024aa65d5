import { FinishSignInInput, Tokens } from '@mas/contracts/identity'
import { consumeChallenge, lockUser } from '@mas/db/identity'
import { fail, flow, inTx, type Ctx } from '@mas/kernel'
import { proveCode, takeRateUnlessOpen } from './challenge.ts'
import { finishByFactor } from './finish-by-factor.ts'
import { finishByPasskey } from './finish-by-passkey.ts'
import { hasFactor } from './factor.ts'
import { linkGoogle } from './link-google.ts'
import { requireMayEnter } from './platform-gate.ts'
import { present } from './self.ts'
import { openSession, tokensOf, type SessionGrant } from './session.ts'
import { entered, logged, type AttemptFacts } from './sign-in-log.ts'

export const finishSignIn = flow({
  verb: 'identity.finish-sign-in',
  summary:
    'Completes a sign-in with the mailed code (10 minutes, 5 tries), the authenticator app, a passkey or a recovery code; the device becomes known for 30 days.',
  permission: 'public',
  rate: 'self',
  refuses: [
    'identity.code-invalid',
    'identity.code-expired',
    'identity.challenge-dead',
    'identity.factor-required',
    'identity.passkey-refused',
    'identity.blocked',
    'identity.platform-refused',
    'identity.too-many-attempts',
    'identity.human-check-required',
  ],
  input: FinishSignInInput,
  output: Tokens,
  run: (ctx, input) =>
    logged(ctx, 'code' in input ? 'mailed-code' : 'second-factor', async (log) => {
      await takeRateUnlessOpen(ctx, input.challengeId)
      const grant = await finish(ctx, input, log)
      entered(log, grant)
      return tokensOf(ctx, grant)
    }),
})

function finish(ctx: Ctx, input: FinishSignInInput, log: AttemptFacts): Promise<SessionGrant> {
  if ('code' in input) return finishByMail(ctx, input, log)
  return 'passkey' in input ? finishByPasskey(ctx, input, log) : finishByFactor(ctx, input, log)
}

async function finishByMail(
  ctx: Ctx,
  { challengeId, code }: { challengeId: string; code: string },
  log: AttemptFacts,
): Promise<SessionGrant> {
  const proven = await proveCode(ctx, ['sign-in', 'link-google'], challengeId, code)
  log.userId = proven.userId
  const { method = 'google', amr = 'google', subject } = proven.facts
  const grant = await inTx(ctx, async (t) => {
    const user = present(await lockUser(t.tx, proven.userId))
    requireMayEnter(t.platform, user)
    if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
    if (proven.purpose === 'link-google' && subject !== undefined) await linkGoogle(t, user.id, subject)
    // The mailbox is no second factor for whoever has one; the link stays, and the next sign-in asks for it.
    if (await hasFactor(t, user.id)) return undefined
    return openSession(t, user, { method, amr: [...amr.split(' '), 'otp'], announce: true })
  })
  if (grant === undefined) throw fail('identity.factor-required')
  return grant
}
