import { StartPasskeySignInInput, StartPasskeySignInOutput } from '@mas/contracts/identity'
import { flow, inTx } from '@mas/kernel'
import { openSilently } from './challenge.ts'
import { takeRateAtDoor } from './device.ts'
import { requestFor } from './passkey-question.ts'

export const startPasskeySignIn = flow({
  verb: 'identity.start-passkey-sign-in',
  summary: 'Answers what a browser asks an authenticator for a sign-in without e-mail address and password (15 minutes, one use).',
  permission: 'public',
  rate: 'self',
  input: StartPasskeySignInInput,
  output: StartPasskeySignInOutput,
  run: async (ctx, { deviceProof }) => {
    await takeRateAtDoor(ctx, 'auth', deviceProof)
    return inTx(ctx, async (t) => {
      const challengeId = await openSilently(t, { purpose: 'passkey-sign-in', address: 'passkey', userId: undefined })
      return { challengeId, options: await requestFor(t, challengeId) }
    })
  },
})
