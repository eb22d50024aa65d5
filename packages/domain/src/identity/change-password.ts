import { ChangePasswordInput, Done } from '@mas/contracts/identity'
import { findCredential, killChallenges, lockUser, replacePassword } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { passwordPurposes } from './challenge.ts'
import { confirmPassword } from './confirm-password.ts'
import { endSessions } from './end-sessions.ts'
import { tell } from './notices.ts'
import { requireStrong } from './password-check.ts'
import { ownRow, selfOf } from './self.ts'

export const changePassword = flow({
  verb: 'identity.change-password',
  summary: 'Replaces the password, given the present one; ends all other sessions unless asked not to, and tells the person by mail.',
  permission: 'identity.use-own-account',
  rate: 'auth',
  refuses: [
    'identity.no-password',
    'identity.password-unchanged',
    'identity.password-weak',
    'identity.credentials-invalid',
    'identity.too-many-attempts',
    'identity.busy',
  ],
  input: ChangePasswordInput,
  output: Done,
  run: async (ctx, { current, new: next, endOthers }) => {
    const user = await ownRow(ctx)
    const { passwordHash } = await findCredential(ctx.db, user.id)
    if (passwordHash === null) throw fail('identity.no-password')
    await confirmPassword(ctx, user, passwordHash, current)
    if (current === next) throw fail('identity.password-unchanged')
    await requireStrong(ctx, next, { fullName: user.fullName, email: user.email, privileged: user.class === 'privileged' })
    const hash = await ctx.infra.auth.hashPassword(next)
    return inTx(ctx, async (t) => {
      await lockUser(t.tx, user.id)
      // Changed elsewhere while this one was hashing: the present password given here is no longer it.
      if ((await findCredential(t.tx, user.id)).passwordHash !== passwordHash) throw fail('identity.credentials-invalid')
      await replacePassword(t.tx, user.id, hash, t.clock.now())
      for (const purpose of passwordPurposes) await killChallenges(t.tx, user.id, purpose, t.clock.now())
      if (endOthers) await endSessions(t, { userId: user.id, exceptSessionId: selfOf(t).sessionId }, 'password-changed')
      await record(t, { action: 'identity.change-password', subject: { type: 'user', id: user.id }, after: { endOthers } })
      await tell(t, 'password-changed', user.id)
      return { ok: true as const }
    })
  },
})
