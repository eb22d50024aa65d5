import { NoInput, RecoveryCodes } from '@mas/contracts/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { hasFactor } from './factor.ts'
import { tell } from './notices.ts'
import { issueRecoveryCodes } from './recovery-codes.ts'
import { lockOwnRow } from './self.ts'

export const renewRecoveryCodes = flow({
  verb: 'identity.renew-recovery-codes',
  summary: 'Answers ten new recovery codes, shown this once; older ones stop working.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.factor-not-found', 'identity.user-not-found'],
  input: NoInput,
  output: RecoveryCodes,
  run: (ctx) =>
    inTx(ctx, async (t) => {
      const user = await lockOwnRow(t)
      if (!(await hasFactor(t, user.id))) throw fail('identity.factor-not-found')
      const recoveryCodes = await issueRecoveryCodes(t, user.id)
      await record(t, { action: 'identity.renew-recovery-codes', subject: { type: 'user', id: user.id } })
      await tell(t, 'factor-changed', user.id, { change: 'new recovery codes were made' })
      return { recoveryCodes }
    }),
})
