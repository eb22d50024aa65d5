import { Done, UserInput } from '@mas/contracts/identity'
import { findUser, lockUser } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { readSetting } from '../settings/index.ts'
import { requireOther } from './admins.ts'
import { openChallenge } from './challenge.ts'
import { present } from './self.ts'
import { addressMac } from './secrets.ts'
import { takeSend } from './sends.ts'
import { resetUrl } from './settings.ts'

export const sendPasswordReset = flow({
  verb: 'identity.send-password-reset',
  summary:
    'Mails a person a reset code (10 minutes, 5 tries) and the link to the page that takes it; the administrator sees neither, and nothing changes before the code is shown.',
  permission: 'identity.send-password-reset',
  fresh: true,
  refuses: [
    'identity.user-not-found',
    'identity.self-change',
    'identity.blocked',
    'identity.mailbox-unreachable',
    'identity.too-many-attempts',
  ],
  input: UserInput,
  output: Done,
  run: async (ctx, { userId }) => {
    requireOther(ctx, userId)
    const { email } = present(await findUser(ctx.db, userId))
    // Counted with what right credentials may ask for: strangers cannot use up what an administrator can send.
    if (email !== null) await takeSend(ctx, addressMac(ctx, email), 'known')
    return inTx(ctx, async (t) => {
      const user = present(await lockUser(t.tx, userId))
      if (user.state === 'erased') throw fail('identity.user-not-found')
      if (user.state === 'blocked') throw fail('identity.blocked')
      if (user.email === null || user.emailState !== 'ok') throw fail('identity.mailbox-unreachable')
      await openChallenge(t, { purpose: 'reset-password', address: user.email, userId, payload: { page: await readSetting(t, resetUrl) } })
      await record(t, { action: 'identity.send-password-reset', subject: { type: 'user', id: userId } })
      return { ok: true as const }
    })
  },
})
