import { RemoveTotpInput, Tokens } from '@mas/contracts/identity'
import { countFactors, deleteTotp } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { factorChanged } from './factor-changed.ts'
import { dropIdleCodes } from './recovery-codes.ts'
import { lockOwnRow } from './self.ts'
import { tokensOf } from './session.ts'

export const removeTotp = flow({
  verb: 'identity.remove-totp',
  summary:
    'Takes the authenticator app away and answers new tokens of the session; with the last second factor the recovery codes go. Privileged people keep theirs, unless they have a passkey, and replace it by confirming another.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.factor-required', 'identity.factor-not-found', 'identity.session-ended', 'identity.user-not-found'],
  input: RemoveTotpInput,
  output: Tokens,
  run: async (ctx, { endOthers }) =>
    tokensOf(
      ctx,
      await inTx(ctx, async (t) => {
        const user = await lockOwnRow(t)
        const { passkeys } = await countFactors(t.tx, user.id)
        if (user.class === 'privileged' && passkeys === 0) throw fail('identity.factor-required')
        if (!(await deleteTotp(t.tx, user.id))) throw fail('identity.factor-not-found')
        await dropIdleCodes(t, user.id)
        return factorChanged(t, 'an authenticator app was removed', endOthers)
      }),
    ),
})
