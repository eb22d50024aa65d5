import { ConfirmEmailChangeInput, Done } from '@mas/contracts/identity'
import { consumeChallenge, findUserByEmail, killChallenges, lockAddress, replaceEmail } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { mailedPurposes, proveCode } from './challenge.ts'
import { tellOldAddress, tell } from './notices.ts'
import { lockOwnRow, selfOf } from './self.ts'
import { eraseUnproven, isUnproven } from './unproven.ts'

export const confirmEmailChange = flow({
  verb: 'identity.confirm-email-change',
  summary:
    'Gives the account the new address, proven by the code mailed there; an unfinished sign-up that held it gives way, both addresses are told, and codes mailed to the old one stop working.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.code-invalid', 'identity.code-expired', 'identity.challenge-dead', 'identity.email-taken', 'identity.user-not-found'],
  input: ConfirmEmailChangeInput,
  output: Done,
  run: async (ctx, { challengeId, code }) => {
    const { userId, facts } = await proveCode(ctx, ['change-email'], challengeId, code)
    const { newEmail } = facts
    if (userId !== selfOf(ctx).userId || newEmail === undefined) throw fail('identity.code-invalid')
    return inTx(ctx, async (t) => {
      await lockAddress(t.tx, newEmail)
      const { email } = await lockOwnRow(t)
      const now = t.clock.now()
      const holder = await findUserByEmail(t.tx, newEmail)
      const isAnothers = holder !== undefined && holder.id !== userId
      if (isAnothers && !isUnproven(holder)) throw fail('identity.email-taken')
      if (!(await consumeChallenge(t.tx, challengeId, now))) throw fail('identity.challenge-dead')
      if (isAnothers) await eraseUnproven(t, holder)
      for (const purpose of mailedPurposes) await killChallenges(t.tx, userId, purpose, now)
      await replaceEmail(t.tx, userId, newEmail, now)
      await record(t, { action: 'identity.change-email', subject: { type: 'user', id: userId }, after: { emailVerified: true } })
      await tell(t, 'email-changed', userId)
      if (email !== null) await tellOldAddress(t, userId, email)
      return { ok: true as const }
    })
  },
})
