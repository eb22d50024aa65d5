import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import type { GooglePerson } from '@mas/kernel/ports/google-identity'

export interface IdTokenRules {
  readonly issuers: readonly string[]
  /** Those of ours that may be audience and asker. An Android app asks by its own client for a token whose audience is the web client. */
  readonly clientIds: readonly string[]
  readonly nonce: string
  readonly now: Date
}

export type IdTokenVerdict =
  | { readonly verdict: 'good'; readonly person: GooglePerson }
  /** Signed with a key that the set does not have; a newer set may. */
  | { readonly verdict: 'unknown-key' }
  | { readonly verdict: 'bad'; readonly reason: string }

const leewaySeconds = 60

const Claims = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string(),
  iat: z.number(),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  email: z.string().optional(),
  // Some issuers say it as text.
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional(),
  name: z.string().optional(),
  picture: z.string().optional(),
  hd: z.string().optional(),
})

/** Checks signature (RS256 only), issuer, audience, times, nonce and subject of an id token. */
export async function checkIdToken(token: string, keys: JSONWebKeySet, rules: IdTokenRules): Promise<IdTokenVerdict> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ['RS256'],
      issuer: [...rules.issuers],
      audience: [...rules.clientIds],
      clockTolerance: leewaySeconds,
      currentDate: rules.now,
    })
    return checkClaims(payload, rules)
  } catch (thrown) {
    if (thrown instanceof errors.JWKSNoMatchingKey) return { verdict: 'unknown-key' }
    // jose names the claim but never quotes the token.
    if (thrown instanceof errors.JOSEError) return { verdict: 'bad', reason: `id token: ${thrown.message}` }
    return { verdict: 'bad', reason: 'id token: the key set is unusable' }
  }
}

function checkClaims(payload: unknown, rules: IdTokenRules): IdTokenVerdict {
  const parsed = Claims.safeParse(payload)
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.'))
    return { verdict: 'bad', reason: `id token: missing or malformed ${fields.join(', ')}` }
  }
  const claims = parsed.data
  if (claims.nonce !== rules.nonce) return { verdict: 'bad', reason: 'id token: nonce of another sign-in' }
  if (claims.iat > rules.now.getTime() / 1000 + leewaySeconds) return { verdict: 'bad', reason: 'id token: issued in the future' }
  // Whoever else a token is for reads it, too, and could show it here: all of them are ours, and so is who asked for it.
  const parties = [claims.aud, claims.azp ?? []].flat()
  if (!parties.every((party) => rules.clientIds.includes(party))) {
    return { verdict: 'bad', reason: 'id token: asked for by another client' }
  }
  return { verdict: 'good', person: personOf(claims) }
}

function personOf(claims: z.infer<typeof Claims>): GooglePerson {
  return {
    subject: claims.sub,
    emailVerified: claims.email_verified === true,
    ...(claims.email === undefined ? {} : { email: claims.email }),
    ...(claims.name === undefined ? {} : { name: claims.name }),
    ...(claims.picture === undefined ? {} : { picture: claims.picture }),
    ...(claims.hd === undefined ? {} : { hostedDomain: claims.hd }),
  }
}
