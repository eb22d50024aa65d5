import { AddPasskeyInput, AddPasskeyOutput } from '@mas/contracts/identity'
import { consumeChallenge, countFactors, insertPasskey, passkeysOf } from '@mas/db/identity'
import { fail, flow, inTx, newId } from '@mas/kernel'
import { spendChallenge } from './challenge.ts'
import { factorChanged } from './factor-changed.ts'
import { passkeyOf } from './passkey-view.ts'
import { questionOf } from './passkey-question.ts'
import { issueRecoveryCodes } from './recovery-codes.ts'
import { lockOwnRow, selfOf } from './self.ts'
import { tokensOf } from './session.ts'

const atMost = 10

export const addPasskey = flow({
  verb: 'identity.add-passkey',
  summary:
    'Keeps a passkey that an authenticator has just made; it signs in by itself and counts as a second factor. With the first factor come ten recovery codes, shown this once. Other sessions end unless asked not to.',
  permission: 'identity.use-restricted-session',
  rate: 'auth',
  fresh: true,
  refuses: [
    'identity.passkey-refused',
    'identity.passkey-limit',
    'identity.code-expired',
    'identity.challenge-dead',
    'identity.session-ended',
    'identity.user-not-found',
  ],
  input: AddPasskeyInput,
  output: AddPasskeyOutput,
  run: async (ctx, { challengeId, label, passkey, endOthers }) => {
    const { userId } = await spendChallenge(ctx, ['add-passkey'], challengeId)
    if (userId !== selfOf(ctx).userId) throw fail('identity.passkey-refused')
    const question = await questionOf(ctx, challengeId)
    const judged = await ctx.infra.auth.passkeys.checkRegistration(passkey, question)
    if (judged.verdict === 'bad') {
      ctx.log.warn('a new passkey was refused', { reason: judged.reason })
      throw fail('identity.passkey-refused')
    }
    const made = await inTx(ctx, async (t) => {
      const user = await lockOwnRow(t)
      const now = t.clock.now()
      if (!(await consumeChallenge(t.tx, challengeId, now))) throw fail('identity.challenge-dead')
      const { totp, passkeys } = await countFactors(t.tx, user.id)
      if (passkeys >= atMost) throw fail('identity.passkey-limit')
      const id = newId(now.getTime())
      const transports = passkey.response.transports ?? []
      const added = { id, userId: user.id, ...judged.value, rpId: question.rpId, transports, label, now }
      if (!(await insertPasskey(t.tx, added))) throw fail('identity.passkey-refused')
      const recoveryCodes = totp || passkeys > 0 ? undefined : await issueRecoveryCodes(t, user.id)
      const grant = await factorChanged(t, 'a passkey was added', endOthers)
      return { grant, recoveryCodes, row: (await passkeysOf(t.tx, user.id)).find((one) => one.id === id) }
    })
    if (made.row === undefined) throw fail('identity.passkey-refused')
    const { recoveryCodes } = made
    return { ...(await tokensOf(ctx, made.grant)), passkey: passkeyOf(made.row), ...(recoveryCodes && { recoveryCodes }) }
  },
})
