import { Challenge, ForgotPasswordInput } from '@mas/contracts/identity'
import { findUserByEmail } from '@mas/db/identity'
import { flow, inTx } from '@mas/kernel'
import { openChallenge } from './challenge.ts'
import { knownDevice, takeRateOf } from './device.ts'
import { normaliseEmail } from './email-rules.ts'
import { addressMac } from './secrets.ts'
import { takeSend } from './sends.ts'

export const forgotPassword = flow({
  verb: 'identity.forgot-password',
  summary: 'Mails a six-digit reset code. The answer is the same whether or not the address has an account.',
  permission: 'public',
  rate: 'self',
  refuses: ['identity.email-invalid', 'identity.too-many-attempts', 'identity.human-check-required'],
  input: ForgotPasswordInput,
  output: Challenge,
  run: async (ctx, { email, human, deviceProof }) => {
    const address = normaliseEmail(email)
    // Strangers can use up what an address may be sent; a device its owner is known by is counted apart.
    const device = await knownDevice(ctx, (await findUserByEmail(ctx.db, address))?.id, deviceProof)
    await takeRateOf(ctx, device)
    await takeSend(ctx, addressMac(ctx, address), device === undefined ? { token: human, action: 'forgot-password' } : 'known')
    return inTx(ctx, async (t) => {
      const user = await findUserByEmail(t.tx, address)
      const reachable = user !== undefined && user.emailState === 'ok' && (user.state === 'active' || user.state === 'invited')
      return openChallenge(t, { purpose: 'reset-password', address, userId: reachable ? user.id : undefined })
    })
  },
})
