import { RemoveTotpInput, Tokens } from '@mas/contracts/identity'
import { deleteFactor } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { factorChanged } from './factor-changed.ts'
import { lockOwnRow } from './self.ts'
import { tokensOf } from './session.ts'

export const removeTotp = flow({
  verb: 'identity.remove-totp',
  summary:
    'Takes the authenticator app and its recovery codes away and answers new tokens of the session; privileged people keep theirs, and replace it by confirming another.',
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
        if (user.class === 'privileged') throw fail('identity.factor-required')
        if (!(await deleteFactor(t.tx, user.id))) throw fail('identity.factor-not-found')
        return factorChanged(t, 'removed', endOthers)
      }),
    ),
})
