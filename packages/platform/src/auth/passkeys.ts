import type { Passkeys, PasskeyVerdict } from '@mas/kernel'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'

/** COSE: ES256, EdDSA, RS256. What browsers are offered must be what is accepted. */
const passkeyAlgorithms = [-7, -8, -257] as const
const longestReason = 300

/** Attestation is not asked for, so no certificate chain is looked at and no clock is read. */
export function passkeys(): Passkeys {
  return {
    checkRegistration: (given, { challenge, rpId, origins }) =>
      judged(async () => {
        const { verifyRegistrationResponse } = await library()
        refuseFrames(given.response.clientDataJSON)
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response: unchecked<RegistrationResponseJSON>(given),
          expectedChallenge: challenge,
          expectedOrigin: [...origins],
          expectedRPID: rpId,
          requireUserVerification: true,
          supportedAlgorithmIDs: [...passkeyAlgorithms],
        })
        if (!verified) return undefined
        const { id, publicKey, counter } = registrationInfo.credential
        return { credentialId: Buffer.from(id, 'base64url'), publicKey, signCount: counter }
      }),
    checkAssertion: (given, { challenge, rpId, origins }, { publicKey, signCount }) =>
      judged(async () => {
        const { verifyAuthenticationResponse } = await library()
        refuseFrames(given.response.clientDataJSON)
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response: unchecked<AuthenticationResponseJSON>(given),
          expectedChallenge: challenge,
          expectedOrigin: [...origins],
          expectedRPID: rpId,
          requireUserVerification: true,
          credential: { id: given.id, publicKey: Uint8Array.from(publicKey), counter: signCount },
        })
        return verified ? { signCount: authenticationInfo.newCounter } : undefined
      }),
  }
}

const ClientData = z.looseObject({ crossOrigin: z.boolean().optional(), topOrigin: z.string().optional() })
/** Ours inside somebody else's page: nobody can see who asks. The library lets it pass where the browser names no outer page. */
function refuseFrames(clientDataJSON: string): void {
  const { crossOrigin, topOrigin } = ClientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()))
  if (crossOrigin === true || topOrigin !== undefined) throw new Error('asked for inside a page of another origin')
}

/** It brings parsers for certificates along, so it is loaded when the first passkey is shown. */
const library = () => import('@simplewebauthn/server')

/** The library says no by throwing, whatever is wrong with what the browser sent. */
async function judged<T>(check: () => Promise<T | undefined>): Promise<PasskeyVerdict<T>> {
  try {
    const value = await check()
    return value === undefined ? { verdict: 'bad', reason: 'the signature is not right' } : { verdict: 'good', value }
  } catch (thrown) {
    return { verdict: 'bad', reason: String(thrown instanceof Error ? thrown.message : thrown).slice(0, longestReason) }
  }
}

/** Its types know optional fields, ours may be null as well; it takes none of them on trust. */
function unchecked<T>(given: unknown): T {
  return given as T
}
