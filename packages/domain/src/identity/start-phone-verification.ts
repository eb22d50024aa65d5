import { Challenge, StartPhoneVerificationInput } from '@mas/contracts/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { openChallenge } from './challenge.ts'
import { normalisePhone } from './phone-rules.ts'
import { addressMac } from './secrets.ts'
import { lockOwnRow } from './self.ts'
import { takeSend } from './sends.ts'

export const startPhoneVerification = flow({
  verb: 'identity.start-phone-verification',
  summary:
    'Sends a six-digit code to a phone number by SMS or WhatsApp (10 minutes, 5 tries), whether or not somebody has verified it already; nothing changes before it is shown.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: [
    'identity.phone-invalid',
    'identity.channel-off',
    'identity.too-many-attempts',
    'identity.human-check-required',
    'identity.user-not-found',
  ],
  input: StartPhoneVerificationInput,
  output: Challenge,
  run: async (ctx, { phone: typed, channel, human }) => {
    const phone = normalisePhone(typed)
    if (!ctx.ports.identityText.channels.includes(channel)) throw fail('identity.channel-off', { channel })
    await takeSend(ctx, addressMac(ctx, phone), { token: human, action: 'verify-phone' })
    return inTx(ctx, async (t) => {
      const { id: userId } = await lockOwnRow(t)
      return openChallenge(t, { purpose: 'verify-phone', channel, address: phone, userId, payload: { phone } })
    })
  },
})
