import { NoInput, StartPasskeyOutput } from '@mas/contracts/identity'
import { flow, inTx } from '@mas/kernel'
import { openSilently } from './challenge.ts'
import { creationFor } from './passkey-question.ts'
import { lockOwnRow } from './self.ts'

export const startPasskey = flow({
  verb: 'identity.start-passkey',
  summary: 'Answers what a browser asks an authenticator for a new passkey of one (15 minutes, one use).',
  permission: 'identity.use-restricted-session',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.user-not-found'],
  input: NoInput,
  output: StartPasskeyOutput,
  run: (ctx) =>
    inTx(ctx, async (t) => {
      const user = await lockOwnRow(t)
      const challengeId = await openSilently(t, { purpose: 'add-passkey', address: user.id, userId: user.id })
      return { challengeId, options: await creationFor(t, challengeId, user) }
    }),
})
