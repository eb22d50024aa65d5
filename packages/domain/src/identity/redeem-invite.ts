import { RedeemInviteInput, Tokens } from '@mas/contracts/identity'
import { findTicket, findUser, lockUser, spendTicket } from '@mas/db/identity'
import { fail, flow, inTx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { installPassword } from './credential.ts'
import { proveMailbox } from './mailbox.ts'
import { requireStrong } from './password-check.ts'
import { requireAdmitted } from './platform-gate.ts'
import { hashOf } from './secrets.ts'
import { present } from './self.ts'
import { openSession, tokensOf } from './session.ts'
import { entered, logged } from './sign-in-log.ts'

export const redeemInvite = flow({
  verb: 'identity.redeem-invite',
  summary:
    'Activates an invited account through the mailed link (72 hours, one use): sets its password, proves its mailbox and opens a session.',
  permission: 'public',
  rate: 'auth',
  refuses: ['identity.ticket-invalid', 'identity.password-weak', 'identity.platform-refused', 'identity.busy'],
  input: RedeemInviteInput,
  output: Tokens,
  run: (ctx, { token, password, fullName }) =>
    logged(ctx, 'invite', async (log) => {
      const hash = hashOf(token)
      const ticket = await findTicket(ctx.db, 'invite', hash, ctx.clock.now())
      const invited = ticket === undefined || ticket.userId === null ? undefined : await findUser(ctx.db, ticket.userId)
      if (invited === undefined || invited.state !== 'invited') throw fail('identity.ticket-invalid')
      log.userId = invited.id
      requireAdmitted(ctx.platform, invited.role)
      await requireStrong(ctx, password, {
        fullName: fullName ?? invited.fullName,
        email: invited.email,
        privileged: invited.class === 'privileged',
      })
      const passwordHash = await ctx.infra.auth.hashPassword(password)
      const grant = await inTx(ctx, async (t) => {
        const user = present(await lockUser(t.tx, invited.id))
        if (user.state !== 'invited' || (await spendTicket(t.tx, 'invite', hash, t.clock.now())) === undefined)
          throw fail('identity.ticket-invalid')
        const active = await proveMailbox(t, user, fullName)
        await installPassword(t, user.id, passwordHash)
        await record(t, {
          action: 'identity.redeem-invite',
          subject: { type: 'user', id: user.id },
          before: { state: 'invited' },
          after: { state: 'active' },
        })
        return openSession(t, active, { method: 'invite', amr: ['pwd', 'otp'] })
      })
      entered(log, grant)
      return tokensOf(ctx, grant)
    }),
})
