import { FinishGoogleInput, FinishGoogleOutput } from '@mas/contracts/identity'
import { insertTicket, spendTicket } from '@mas/db/identity'
import { fail, flow, inTx, newId, type Ctx } from '@mas/kernel'
import type { GooglePerson } from '@mas/kernel/ports/google-identity'
import { admitGooglePerson } from './admit-google-person.ts'
import { takeRateAtDoor } from './device.ts'
import { personOf } from './google-answer.ts'
import { googleRedirectUri, openState, sealRedirect, type GoogleState } from './google-state.ts'
import { hashOf, newSecret } from './secrets.ts'
import { logged } from './sign-in-log.ts'

const ticketLifeMs = 60_000

export const finishGoogle = flow({
  verb: 'identity.finish-google',
  summary:
    'Google sent the browser back: checks its answer, finds or makes the person, and answers the return address with a one-use ticket (60 seconds) in its fragment.',
  permission: 'public',
  rate: 'self',
  refuses: ['identity.ticket-invalid', 'identity.google-refused', 'identity.google-unavailable'],
  input: FinishGoogleInput,
  output: FinishGoogleOutput,
  run: (ctx, { code, state, deviceProof }) =>
    logged(ctx, 'google', async (log) => {
      await takeRateAtDoor(ctx, 'auth', deviceProof)
      const ticket = await spendTicket(ctx.db, 'oauth-state', hashOf(state), ctx.clock.now())
      const known = ticket && openState(ctx, ticket.id, ticket.payload)
      if (known === undefined) throw fail('identity.ticket-invalid')
      // The way back belongs to the platform the sign-in began on, whatever the browser says now.
      const begun: Ctx = { ...ctx, platform: known.platform }
      const person = await ask(begun, known, code)
      const secret = newSecret('mgt')
      await inTx(begun, async (t) => {
        const { userId, linkChallengeId } = await admitGooglePerson(t, person, { returnTo: known.returnTo })
        log.userId = userId
        const now = t.clock.now()
        const id = newId(now.getTime())
        const payload = sealRedirect(t, id, {
          codeChallenge: known.codeChallenge,
          ...(linkChallengeId !== undefined && { linkChallengeId }),
        })
        await insertTicket(t.tx, {
          id,
          kind: 'google-redirect',
          hash: hashOf(secret),
          userId,
          payload,
          now,
          expiresAt: new Date(now.getTime() + ticketLifeMs),
        })
      })
      return { redirectTo: `${known.returnTo}#ticket=${secret}` }
    }),
})

/** The exchange is never repeated: a code works once, so after an unknown outcome the person starts again. */
async function ask(
  ctx: Ctx,
  { nonce, codeVerifier, returnTo }: GoogleState,
  code: string | undefined,
): Promise<GooglePerson & { email: string }> {
  if (code === undefined) throw fail('identity.google-refused', { reason: 'declined', returnTo })
  const answer = await ctx.ports.googleIdentity.exchange({ code, codeVerifier, nonce, redirectUri: googleRedirectUri(ctx) })
  return personOf(answer, { returnTo })
}
