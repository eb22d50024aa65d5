import { NoInput, StartStepUpOutput } from '@mas/contracts/identity'
import { findCredential } from '@mas/db/identity'
import { flow, inTx } from '@mas/kernel'
import { openChallenge } from './challenge.ts'
import { hasFactor } from './factor.ts'
import { addressMac } from './secrets.ts'
import { ownRow } from './self.ts'
import { takeSend } from './sends.ts'

export const startStepUp = flow({
  verb: 'identity.start-step-up',
  summary: 'Answers how one can confirm who one is; people without password and authenticator app get a mailed code.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: ['identity.too-many-attempts'],
  input: NoInput,
  output: StartStepUpOutput,
  run: async (ctx) => {
    const user = await ownRow(ctx)
    const { passwordHash } = await findCredential(ctx.db, user.id)
    const totp = (await hasFactor(ctx, user.id)) ? ['totp' as const] : []
    if (passwordHash !== null || totp.length > 0 || user.email === null)
      return { methods: [...totp, ...(passwordHash === null ? [] : ['password' as const])] }
    const address = user.email
    await takeSend(ctx, addressMac(ctx, address), 'known')
    const { challengeId } = await inTx(ctx, (t) => openChallenge(t, { purpose: 'step-up', address, userId: user.id }))
    return { methods: ['code' as const], challengeId }
  },
})
