import { Next, RedeemTicketInput } from '@mas/contracts/identity'
import { findUser, spendTicket } from '@mas/db/identity'
import { fail, flow } from '@mas/kernel'
import { proceed } from './decide-sign-in.ts'
import { knownDevice, takeRateAtDoor } from './device.ts'
import { openRedirect } from './google-state.ts'
import { challengeOf, hashOf } from './secrets.ts'
import { present } from './self.ts'
import { logged } from './sign-in-log.ts'

export const redeemTicket = flow({
  verb: 'identity.redeem-ticket',
  summary:
    'Turns the one-use ticket of a Google sign-in (60 seconds) into a session; only the browser that began, which holds the verifier, can.',
  permission: 'public',
  rate: 'self',
  refuses: [
    'identity.ticket-invalid',
    'identity.blocked',
    'identity.platform-refused',
    'identity.too-many-attempts',
    'identity.credentials-invalid',
  ],
  input: RedeemTicketInput,
  output: Next,
  run: (ctx, { ticket, codeVerifier, deviceProof }) =>
    logged(ctx, 'google', async (log) => {
      await takeRateAtDoor(ctx, 'auth', deviceProof)
      const spent = await spendTicket(ctx.db, 'google-redirect', hashOf(ticket), ctx.clock.now())
      const redirect = spent && openRedirect(ctx, spent.id, spent.payload)
      if (spent === undefined || spent.userId === null || redirect === undefined || redirect.codeChallenge !== challengeOf(codeVerifier))
        throw fail('identity.ticket-invalid')
      log.userId = spent.userId
      if (redirect.linkChallengeId !== undefined)
        return { status: 'code-required' as const, challengeId: redirect.linkChallengeId, methods: ['email' as const] }
      const user = present(await findUser(ctx.db, spent.userId))
      const device = await knownDevice(ctx, user.id, deviceProof)
      return proceed(ctx, { user, method: 'google', amr: ['google'], device }, log)
    }),
})
