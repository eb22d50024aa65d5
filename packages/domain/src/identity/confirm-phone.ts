import { ConfirmPhoneInput, Me } from '@mas/contracts/identity'
import { consumeChallenge, findUserByVerifiedPhone, killChallenges, lockAddress, verifyPhoneRow } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { proveCode } from './challenge.ts'
import { meOf } from './me.ts'
import { lockOwnRow, selfOf } from './self.ts'

export const confirmPhone = flow({
  verb: 'identity.confirm-phone',
  summary:
    'Gives the account the phone number to which the code was sent, verified; that another account has verified it is told only to whoever holds the phone.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: ['identity.code-invalid', 'identity.code-expired', 'identity.challenge-dead', 'identity.phone-taken', 'identity.user-not-found'],
  input: ConfirmPhoneInput,
  output: Me,
  run: async (ctx, { challengeId, code }) => {
    const { userId, facts } = await proveCode(ctx, ['verify-phone'], challengeId, code)
    const { phone } = facts
    if (userId !== selfOf(ctx).userId || phone === undefined) throw fail('identity.code-invalid')
    return inTx(ctx, async (t) => {
      await lockAddress(t.tx, phone)
      const before = await lockOwnRow(t)
      const holder = await findUserByVerifiedPhone(t.tx, phone)
      if (holder !== undefined && holder.id !== userId) throw fail('identity.phone-taken')
      const now = t.clock.now()
      if (!(await consumeChallenge(t.tx, challengeId, now))) throw fail('identity.challenge-dead')
      await killChallenges(t.tx, userId, 'verify-phone', now)
      await verifyPhoneRow(t.tx, userId, phone, now)
      await record(t, {
        action: 'identity.verify-phone',
        subject: { type: 'user', id: userId },
        before: { phoneVerified: before.phoneVerified },
        after: { phoneVerified: true },
      })
      return meOf(t, await lockOwnRow(t))
    })
  },
})
