import { StepUpInput, Tokens } from '@mas/contracts/identity'
import { consumeChallenge, findCredential, insertToken, raiseEpoch, retireCurrent } from '@mas/db/identity'
import { fail, flow, inTx, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { proveCode } from './challenge.ts'
import { confirmPassword } from './confirm-password.ts'
import { hashOf, newSecret } from './secrets.ts'
import { ownRow, selfOf } from './self.ts'
import { tokensOf, type SessionGrant } from './session.ts'
import { logged } from './sign-in-log.ts'

export const stepUp = flow({
  verb: 'identity.step-up',
  summary:
    'Confirms who one is, by password or mailed code; for ten minutes verbs that ask for it are open. Older access and refresh tokens of the session stop working.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: [
    'identity.credentials-invalid',
    'identity.no-password',
    'identity.code-invalid',
    'identity.code-expired',
    'identity.challenge-dead',
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
      const challengeId = 'password' in input ? await byPassword(ctx, input.password) : await byCode(ctx, input.challengeId, input.code)
      const grant = await inTx(ctx, async (t) => {
        if (challengeId !== undefined && !(await consumeChallenge(t.tx, challengeId, t.clock.now()))) throw fail('identity.challenge-dead')
        return renewed(t, userId, sessionId)
      })
      return tokensOf(ctx, grant)
    }),
})

async function byPassword(ctx: Ctx, password: string): Promise<undefined> {
  const user = await ownRow(ctx)
  const { passwordHash } = await findCredential(ctx.db, user.id)
  if (passwordHash === null) throw fail('identity.no-password')
  await confirmPassword(ctx, user, passwordHash, password)
}

async function byCode(ctx: Ctx, challengeId: string, code: string): Promise<string> {
  const proven = await proveCode(ctx, ['step-up'], challengeId, code)
  if (proven.userId !== selfOf(ctx).userId) throw fail('identity.code-invalid')
  return challengeId
}

async function renewed(t: TxCtx, userId: string, sessionId: string): Promise<SessionGrant> {
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
