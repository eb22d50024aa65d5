import { Next, SignInWithGoogleTokenInput } from '@mas/contracts/identity'
import { findUser, useGoogleToken } from '@mas/db/identity'
import { fail, flow, inTx, newId } from '@mas/kernel'
import { admitGooglePerson } from './admit-google-person.ts'
import { proceed } from './decide-sign-in.ts'
import { knownDevice, takeRateAtDoor } from './device.ts'
import { personOf } from './google-answer.ts'
import { hashOf } from './secrets.ts'
import { present } from './self.ts'
import { logged } from './sign-in-log.ts'

/** Google's id tokens live an hour; after that the check of their time refuses them anyway. */
const rememberedMs = 2 * 3_600_000

export const signInWithGoogleToken = flow({
  verb: 'identity.sign-in-with-google-token',
  summary:
    'Signs in with an id token that an app got from an SDK of Google (One Tap, Android, iOS): checked by the keys Google publishes, for our client, with this nonce, and worth one sign-in.',
  permission: 'public',
  rate: 'self',
  refuses: [
    'identity.google-off',
    'identity.google-refused',
    'identity.google-unavailable',
    'identity.ticket-invalid',
    'identity.blocked',
    'identity.platform-refused',
    'identity.too-many-attempts',
    'identity.credentials-invalid',
  ],
  input: SignInWithGoogleTokenInput,
  output: Next,
  run: (ctx, { idToken, nonce, deviceProof }) =>
    logged(ctx, 'google', async (log) => {
      await takeRateAtDoor(ctx, 'auth', deviceProof)
      const google = ctx.ports.googleIdentity
      if (google.mode === 'off') throw fail('identity.google-off')
      const person = personOf(await google.checkToken({ idToken, nonce }))
      const { userId, linkChallengeId } = await inTx(ctx, async (t) => {
        const now = t.clock.now()
        const use = { id: newId(now.getTime()), hash: signedPart(idToken), now, expiresAt: new Date(now.getTime() + rememberedMs) }
        if (!(await useGoogleToken(t.tx, use))) throw fail('identity.ticket-invalid')
        return admitGooglePerson(t, person)
      })
      log.userId = userId
      if (linkChallengeId !== undefined)
        return { status: 'code-required' as const, challengeId: linkChallengeId, methods: ['email' as const] }
      const user = present(await findUser(ctx.db, userId))
      const device = await knownDevice(ctx, userId, deviceProof)
      return proceed(ctx, { user, method: 'google', amr: ['google'], device }, log)
    }),
})

/** Without the signature: base64url can spell one signature in several ways. */
function signedPart(idToken: string): Uint8Array {
  return hashOf(idToken.slice(0, idToken.lastIndexOf('.')))
}
