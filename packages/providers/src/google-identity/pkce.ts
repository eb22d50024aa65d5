import { createHash } from 'node:crypto'

/** RFC 7636, S256: what the authorization carries, so that only the holder of the verifier can spend the code. */
export function challengeOf(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url')
}
