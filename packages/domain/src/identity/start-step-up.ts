import { NoInput, StartStepUpOutput, type PasskeyRequest } from '@mas/contracts/identity'
import { countFactors, findCredential } from '@mas/db/identity'
import { flow, inTx, type Ctx } from '@mas/kernel'
import { openChallenge, openSilently } from './challenge.ts'
import { requestFor } from './passkey-question.ts'
import { addressMac } from './secrets.ts'
import { ownRow } from './self.ts'
import { takeSend } from './sends.ts'

export const startStepUp = flow({
  verb: 'identity.start-step-up',
  summary: 'Answers how one can confirm who one is; people without password and second factor get a mailed code.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: ['identity.too-many-attempts'],
  input: NoInput,
  output: StartStepUpOutput,
  run: async (ctx) => {
    const user = await ownRow(ctx)
    const { passwordHash } = await findCredential(ctx.db, user.id)
    const { totp, passkeys } = await countFactors(ctx.db, user.id)
    const asked = passkeys > 0 ? await askPasskey(ctx, user.id) : undefined
    const methods = [
      ...(asked === undefined ? [] : ['passkey' as const]),
      ...(totp ? ['totp' as const] : []),
      ...(passwordHash === null ? [] : ['password' as const]),
    ]
    if (methods.length > 0 || user.email === null) return { methods, ...asked }
    const address = user.email
    await takeSend(ctx, addressMac(ctx, address), 'known')
    const { challengeId } = await inTx(ctx, (t) => openChallenge(t, { purpose: 'step-up', address, userId: user.id }))
    return { methods: ['code' as const], challengeId }
  },
})

/** Only where one of them works on this site. */
async function askPasskey(ctx: Ctx, userId: string): Promise<{ challengeId: string; passkey: PasskeyRequest } | undefined> {
  return inTx(ctx, async (t) => {
    const challengeId = await openSilently(t, { purpose: 'passkey-step-up', address: userId, userId })
    const passkey = await requestFor(t, challengeId, userId)
    return passkey.allowCredentials.length > 0 ? { challengeId, passkey } : undefined
  })
}
