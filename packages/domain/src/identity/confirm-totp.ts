import { ConfirmTotpInput, ConfirmTotpOutput } from '@mas/contracts/identity'
import { confirmPendingSecret, findFactor } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { openSecret } from './factor.ts'
import { factorChanged } from './factor-changed.ts'
import { issueRecoveryCodes } from './recovery-codes.ts'
import { lockOwnRow } from './self.ts'
import { tokensOf } from './session.ts'
import { acceptedStep } from './totp-rules.ts'

export const confirmTotp = flow({
  verb: 'identity.confirm-totp',
  summary:
    'Makes the authenticator app count from its first code on; answers ten recovery codes, shown this once, and new tokens of the session. Other sessions end unless asked not to.',
  permission: 'identity.use-restricted-session',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.code-invalid', 'identity.session-ended', 'identity.user-not-found'],
  input: ConfirmTotpInput,
  output: ConfirmTotpOutput,
  run: async (ctx, { totp, endOthers }) => {
    const { grant, recoveryCodes } = await inTx(ctx, async (t) => {
      const user = await lockOwnRow(t)
      const pending = (await findFactor(t.tx, user.id))?.pendingSecret ?? undefined
      const now = t.clock.now()
      const step = pending && acceptedStep(openSecret(t, user.id, pending), totp, 0, now.getTime())
      if (pending === undefined || step === undefined || !(await confirmPendingSecret(t.tx, user.id, pending, step, now)))
        throw fail('identity.code-invalid')
      const codes = await issueRecoveryCodes(t, user.id)
      return { recoveryCodes: codes, grant: await factorChanged(t, 'an authenticator app was added', endOthers) }
    })
    return { ...(await tokensOf(ctx, grant)), recoveryCodes }
  },
})
