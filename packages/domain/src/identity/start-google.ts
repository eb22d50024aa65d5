import { StartGoogleInput, StartGoogleOutput } from '@mas/contracts/identity'
import { insertTicket } from '@mas/db/identity'
import { fail, flow, newId } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { takeRateAtDoor } from './device.ts'
import { googleRedirectUri, sealState } from './google-state.ts'
import { hashOf, newSecret } from './secrets.ts'
import { returnUrls } from './settings.ts'

const stateLifeMs = 10 * 60_000

export const startGoogle = flow({
  verb: 'identity.start-google',
  summary:
    'Begins a sign-in with Google and answers where to send the browser; the way back is one of the allowed addresses of the platform, exactly.',
  permission: 'public',
  rate: 'self',
  refuses: ['identity.return-refused', 'identity.google-off', 'identity.google-unavailable'],
  input: StartGoogleInput,
  output: StartGoogleOutput,
  run: async (ctx, { returnTo, codeChallenge, deviceProof }) => {
    await takeRateAtDoor(ctx, 'auth', deviceProof)
    const google = ctx.ports.googleIdentity
    if (google.mode === 'off') throw fail('identity.google-off')
    if (!(await readSetting(ctx, returnUrls))[ctx.platform].includes(returnTo)) throw fail('identity.return-refused')
    const now = ctx.clock.now()
    const id = newId(now.getTime())
    const state = newSecret('mgs')
    const nonce = newSecret('mgs')
    const codeVerifier = newSecret('mgs')
    const payload = sealState(ctx, id, { nonce, codeVerifier, returnTo, codeChallenge, platform: ctx.platform })
    await insertTicket(ctx.db, {
      id,
      kind: 'oauth-state',
      hash: hashOf(state),
      userId: null,
      payload,
      now,
      expiresAt: new Date(now.getTime() + stateLifeMs),
    })
    const answer = await google.authorizationUrl({ redirectUri: googleRedirectUri(ctx), state, nonce, codeVerifier })
    if (answer.outcome !== 'ok') throw fail('identity.google-unavailable')
    return { url: answer.value }
  },
})
