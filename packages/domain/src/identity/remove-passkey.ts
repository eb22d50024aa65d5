import { RemovePasskeyInput, Tokens } from '@mas/contracts/identity'
import { countFactors, revokePasskeys } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { factorChanged } from './factor-changed.ts'
import { dropIdleCodes } from './recovery-codes.ts'
import { lockOwnRow } from './self.ts'
import { tokensOf } from './session.ts'

export const removePasskey = flow({
  verb: 'identity.remove-passkey',
  summary:
    'Takes a passkey away and answers new tokens of the session; privileged people keep at least one second factor, and with the last one the recovery codes go.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.factor-required', 'identity.passkey-not-found', 'identity.session-ended', 'identity.user-not-found'],
  input: RemovePasskeyInput,
  output: Tokens,
  run: async (ctx, { passkeyId, endOthers }) =>
    tokensOf(
      ctx,
      await inTx(ctx, async (t) => {
        const user = await lockOwnRow(t)
        if ((await revokePasskeys(t.tx, user.id, passkeyId, t.clock.now())) === 0) throw fail('identity.passkey-not-found')
        const { totp, passkeys } = await countFactors(t.tx, user.id)
        if (user.class === 'privileged' && !totp && passkeys === 0) throw fail('identity.factor-required')
        await dropIdleCodes(t, user.id)
        return factorChanged(t, 'a passkey was removed', endOthers)
      }),
    ),
})
