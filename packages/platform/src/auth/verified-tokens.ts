import type { AccessClaims } from '@mas/kernel'
import type { CryptoKey } from 'jose'

export type VerifyingKey = CryptoKey | Uint8Array
interface Verified {
  readonly key: VerifyingKey
  readonly claims: AccessClaims
  /** Seconds since 1970, as the token says. */
  readonly notAfter: number
}

/** Enough for every session that is at work at one process; a token is about half a kilobyte. */
const most = 10_000

/**
 * Tokens whose signature was good. A signature that was good stays so for as long as its key counts, so the costliest part of a
 * signed-in call is done once a token and not once a call. Whether the key still counts is asked anew each time and is part of the
 * question, and so is the hour: nothing is remembered that can change. Only good tokens get in, so made-up ones push nobody out.
 */
export function verifiedTokens() {
  const known = new Map<string, Verified>()
  return {
    find: (token: string, key: VerifyingKey, now: Date): AccessClaims | undefined => {
      const found = known.get(token)
      if (found === undefined || found.key !== key) return undefined
      if (found.notAfter > now.getTime() / 1000) return found.claims
      known.delete(token)
      return undefined
    },
    keep: (token: string, verified: Verified): void => {
      const [oldest] = known.size < most ? [] : known.keys()
      if (oldest !== undefined) known.delete(oldest)
      known.set(token, verified)
    },
  }
}
