import type { JWTPayload } from 'jose'
import type { GoogleFault } from './sandbox-faults.ts'
import type { Grant } from './sandbox-codes.ts'
import type { SandboxKeys } from './sandbox-keys.ts'

/** The id token of a grant, spoilt the way the fault says. */
export async function signIdToken(
  keys: SandboxKeys,
  grant: Asked,
  at: { readonly issuer: string; readonly nowSeconds: number; readonly clientSecret: string },
  fault: GoogleFault | undefined,
): Promise<string> {
  const claims = { ...claimsOf(grant, at.issuer, at.nowSeconds), ...spoilt(fault, at.nowSeconds) }
  if (fault === 'rotate-key') await keys.rotate()
  if (fault === 'unknown-key') return keys.signUnpublished(claims)
  if (fault === 'weak-algorithm') return keys.signWeak(claims, at.clientSecret)
  return keys.sign(claims)
}

type Asked = Pick<Grant, 'person' | 'clientId' | 'nonce'> & { readonly audience?: string }
function claimsOf({ person, clientId, audience = clientId, nonce }: Asked, issuer: string, nowSeconds: number): JWTPayload {
  return {
    iss: issuer,
    azp: clientId,
    aud: audience,
    sub: person.subject,
    email: person.email,
    email_verified: person.emailVerified,
    name: person.name,
    nonce,
    iat: nowSeconds,
    exp: nowSeconds + 3_600,
    ...(person.hostedDomain === undefined ? {} : { hd: person.hostedDomain }),
  }
}

function spoilt(fault: GoogleFault | undefined, nowSeconds: number): Record<string, unknown> {
  switch (fault) {
    case 'wrong-nonce':
      return { nonce: 'of-another-sign-in' }
    case 'foreign-audience':
      return { aud: 'another-client', azp: 'another-client' }
    case 'wrong-issuer':
      return { iss: 'https://accounts.example' }
    case 'expired-token':
      return { iat: nowSeconds - 7_200, exp: nowSeconds - 3_600 }
    case 'future-token':
      return { iat: nowSeconds + 3_600, exp: nowSeconds + 7_200 }
    case 'email-unverified':
      return { email_verified: false }
    case 'no-subject':
      return { sub: undefined }
    default:
      return {}
  }
}
