import { StartImpersonationInput, Tokens } from '@mas/contracts/identity'
import { endImpersonations, lockUser, markImpersonation } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { otherAdmins } from './admins.ts'
import { tellEnded } from './end-sessions.ts'
import { tell } from './notices.ts'
import { present, selfOf } from './self.ts'
import { openShortSession, shortTokensOf } from './short-session.ts'
import { logged } from './sign-in-log.ts'

export const startImpersonation = flow({
  verb: 'identity.start-impersonation',
  summary:
    "Looks at the product as another person sees it: a session of at most 30 minutes that reads and changes nothing, told to the person and shown in their lists. Never an administrator's account; one at a time.",
  permission: 'identity.start-impersonation',
  fresh: true,
  refuses: ['identity.user-not-found', 'identity.impersonation-refused', 'identity.session-ended'],
  input: StartImpersonationInput,
  output: Tokens,
  run: (ctx, { userId, reason, minutes }) =>
    logged(ctx, 'impersonation', async (log) => {
      const { userId: via } = selfOf(ctx)
      log.facts = { via, minutes }
      const grant = await inTx(ctx, async (t) => {
        // Holds off a role change that would make the person an administrator meanwhile.
        await otherAdmins(t, via)
        const user = present(await lockUser(t.tx, userId))
        log.userId = user.id
        if (userId === via) throw fail('identity.impersonation-refused', { reason: 'self' })
        if (user.role === 'ADMIN') throw fail('identity.impersonation-refused', { reason: 'administrator' })
        if (user.state !== 'active') throw fail('identity.impersonation-refused', { reason: 'not-active' })
        const now = t.clock.now()
        await tellEnded(t, await endImpersonations(t.tx, { via }, 'displaced', now))
        const opened = await openShortSession(t, userId, 'impersonation', minutes)
        await markImpersonation(t.tx, opened.sessionId, via)
        await record(t, {
          action: 'identity.start-impersonation',
          subject: { type: 'user', id: userId },
          also: [{ type: 'session', id: opened.sessionId }],
          after: { minutes, until: opened.expiresAt },
          reason,
        })
        await tell(t, 'impersonated', userId, { at: now.toISOString(), reason })
        return opened
      })
      log.sessionId = grant.sessionId
      return shortTokensOf(ctx, grant)
    }),
})
