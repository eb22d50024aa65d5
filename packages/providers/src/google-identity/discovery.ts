import { z } from 'zod'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Plain HTTP is for this machine only: codes, secrets and keys go to these addresses. */
const endpoint = z.url().refine((text) => {
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
}, 'must be https')

/** The part of an OpenID discovery document that sign-in needs. */
export const Discovery = z.object({
  issuer: endpoint,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
})
export type Discovery = z.infer<typeof Discovery>

/** A JSON Web Key Set. */
export const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/** Google signs with and without the scheme, for historical reasons; everyone else with the issuer as it is. */
export function acceptedIssuers({ issuer }: Discovery): string[] {
  return issuer === 'https://accounts.google.com' ? [issuer, 'accounts.google.com'] : [issuer]
}
