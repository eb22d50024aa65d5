import { Challenge, StartEmailChangeInput } from '@mas/contracts/identity'
import { flow, inTx } from '@mas/kernel'
import { openChallenge } from './challenge.ts'
import { normaliseEmail } from './email-rules.ts'
import { addressMac } from './secrets.ts'
import { selfOf } from './self.ts'
import { takeSend } from './sends.ts'

export const startEmailChange = flow({
  verb: 'identity.start-email-change',
  summary:
    'Mails a code to the new address (10 minutes, 5 tries), whether or not somebody has it already; nothing changes before it is shown.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.email-invalid', 'identity.too-many-attempts', 'identity.human-check-required'],
  input: StartEmailChangeInput,
  output: Challenge,
  run: async (ctx, { newEmail, human }) => {
    const address = normaliseEmail(newEmail)
    await takeSend(ctx, addressMac(ctx, address), { token: human, action: 'change-email' })
    const { userId } = selfOf(ctx)
    return inTx(ctx, (t) => openChallenge(t, { purpose: 'change-email', address, userId, payload: { newEmail: address } }))
  },
})
