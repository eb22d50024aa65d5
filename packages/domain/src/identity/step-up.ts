import { StepUpInput, Tokens } from '@mas/contracts/identity'
import { consumeChallenge, findCredential, lockUser } from '@mas/db/identity'
import { fail, flow, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { proveCode, spendChallenge } from './challenge.ts'
import { confirmPassword } from './confirm-password.ts'
import { endSessions } from './end-sessions.ts'
import { hasFactor, spendShown, tryFactor } from './factor.ts'
import { showPasskey, spendPasskey } from './passkey-proof.ts'
import { renewSession } from './renew-session.ts'
import { ownRow, selfOf } from './self.ts'
import { tokensOf } from './session.ts'
import { logged, type AttemptFacts } from './sign-in-log.ts'

export const stepUp = flow({
  verb: 'identity.step-up',
  summary:
    'Confirms who one is, by password, authenticator app, passkey or (for people with none of them) mailed code; for ten minutes verbs that ask for it are open. Older access and refresh tokens of the session stop working.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: [
    'identity.credentials-invalid',
    'identity.no-password',
    'identity.code-invalid',
    'identity.passkey-refused',
    'identity.code-expired',
    'identity.challenge-dead',
    'identity.factor-required',
    'identity.too-many-attempts',
    'identity.session-ended',
    'identity.busy',
  ],
  input: StepUpInput,
  output: Tokens,
  run: (ctx, input) =>
    logged(ctx, 'step-up', async (log) => {
      const { userId, sessionId } = selfOf(ctx)
      log.userId = userId
      log.sessionId = sessionId
      const spend = await prove(ctx, input, log)
      const grant = await inTx(ctx, async (t) => {
        await spend(t)
        return renewSession(t)
      })
      return tokensOf(ctx, grant)
    }),
})

type Spend = (t: TxCtx) => Promise<void>

/** Compares what was given; the answer uses it up inside the transaction. */
async function prove(ctx: Ctx, input: StepUpInput, log: AttemptFacts): Promise<Spend> {
  if ('password' in input) return byPassword(ctx, input.password)
  if ('totp' in input) return byFactor(ctx, input.totp)
  return 'passkey' in input ? byPasskey(ctx, input, log) : byCode(ctx, input.challengeId, input.code)
}

async function byPassword(ctx: Ctx, password: string): Promise<Spend> {
  const user = await ownRow(ctx)
  const { passwordHash } = await findCredential(ctx.db, user.id)
  if (passwordHash === null) throw fail('identity.no-password')
  await confirmPassword(ctx, user, passwordHash, password)
  return async (t) => {
    await lockUser(t.tx, user.id)
    // Changed while this one was hashing: the password given here is no longer it.
    if ((await findCredential(t.tx, user.id)).passwordHash !== passwordHash) throw fail('identity.credentials-invalid')
  }
}

async function byFactor(ctx: Ctx, totp: string): Promise<Spend> {
  const { userId, sessionId } = selfOf(ctx)
  const giveUp = async () => {
    await inTx(ctx, (t) => endSessions(t, { userId, sessionId }, 'closed'))
  }
  const shown = await tryFactor(ctx, { totp }, { userId, from: sessionId, giveUp })
  return (t) => spendShown(t, userId, shown)
}

async function byPasskey(ctx: Ctx, input: Extract<StepUpInput, { passkey: unknown }>, log: AttemptFacts): Promise<Spend> {
  const { userId } = selfOf(ctx)
  const challenge = await spendChallenge(ctx, ['passkey-step-up'], input.challengeId)
  const shown = challenge.userId === userId ? await showPasskey(ctx, input, log) : undefined
  log.userId = userId
  if (shown?.userId !== userId) throw fail('identity.passkey-refused')
  return async (t) => {
    await lockUser(t.tx, userId)
    if (!(await consumeChallenge(t.tx, input.challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
    await spendPasskey(t, shown)
  }
}

async function byCode(ctx: Ctx, challengeId: string, code: string): Promise<Spend> {
  const { userId } = selfOf(ctx)
  const proven = await proveCode(ctx, ['step-up'], challengeId, code)
  if (proven.userId !== userId) throw fail('identity.code-invalid')
  return async (t) => {
    await lockUser(t.tx, userId)
    if (await hasFactor(t, userId)) throw fail('identity.factor-required')
    if (!(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
  }
}
