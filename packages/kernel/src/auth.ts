import type { Role } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import type { PasskeyAssertion, PasskeyRegistration } from '@mas/contracts/identity'
import type { Tx } from './context.ts'

/** Everything sign-in needs from the process itself: no network is reachable through it. */
export interface Auth {
  /** Where this system is reached; the issuer of access tokens. */
  readonly publicUrl: string
  /** Writes people, accounts and sessions through the auth library, in the caller's transaction. */
  rows(tx: Tx): AuthRows
  /** Refuses with `identity.busy` while too many wait for a hash, before anything is spent on somebody who would have to. */
  requireRoom(known?: boolean): void
  /** Argon2id. On all cores but one, four at most, in the API on threads that step back for everything else; refuses with `identity.busy` when too many wait. Never call it inside a transaction. */
  hashPassword(password: string): Promise<string>
  /**
   * `outdated`: right, but hashed the old way, so to be hashed anew. Without a hash the same work is done for nothing, that of `decoy`.
   * `known`: from a known device or an open session, so that strangers stand behind.
   */
  verifyPassword(
    password: string,
    hash: string | undefined,
    known?: boolean,
    decoy?: 'argon2id' | 'bcrypt',
  ): Promise<{ readonly matches: boolean; readonly outdated: boolean }>
  /** WebAuthn: what an authenticator answered, held against what it was asked. Computing only. */
  readonly passkeys: Passkeys
  /** Signs an access token; makes the first signing key when there is none. */
  signAccess(claims: AccessClaims): Promise<string>
  /** The claims of a token of ours; `identity.access-invalid` or `identity.access-expired` otherwise. */
  readAccess(token: string, now: Date): Promise<AccessClaims>
  /** A new signing key if the present one is `everyMs` old; older ones verify `keepMs` longer. True where there is a new one. */
  rotateSigningKey(now: Date, policy: { readonly everyMs: number; readonly keepMs: number }): Promise<boolean>
  /** Public keys that verify at this instant, as a JWKS document. */
  publicKeys(now: Date): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
}

export interface Passkeys {
  /** Whether a new credential was made for this question, on this site, by somebody it verified. */
  checkRegistration(given: PasskeyRegistration, asked: PasskeyQuestion): Promise<PasskeyVerdict<RegisteredPasskey>>
  /** Whether the holder of this credential answered this question, on this site, verified; answers the new count. */
  checkAssertion(
    given: PasskeyAssertion,
    asked: PasskeyQuestion,
    known: Pick<RegisteredPasskey, 'publicKey' | 'signCount'>,
  ): Promise<PasskeyVerdict<{ readonly signCount: number }>>
}
export interface PasskeyQuestion {
  /** base64url. */
  readonly challenge: string
  readonly rpId: string
  readonly origins: readonly string[]
}
export interface RegisteredPasskey {
  readonly credentialId: Uint8Array
  /** COSE key. */
  readonly publicKey: Uint8Array
  readonly signCount: number
}
export type PasskeyVerdict<T> =
  | { readonly verdict: 'good'; readonly value: T }
  /** `reason` is for the log: it quotes what the browser sent. */
  | { readonly verdict: 'bad'; readonly reason: string }

export interface AccessClaims {
  readonly userId: string
  readonly sessionId: string
  readonly epoch: number
  readonly generation: number
  readonly issuedAt: Date
  /** Of a session that is not refreshed: the token lasts as long as it does; otherwise 15 minutes. */
  readonly expiresAt?: Date
}

export interface AuthRows {
  createUser(user: NewUser): Promise<string>
  createAccount(account: NewAccount): Promise<void>
  createSession(session: NewSession): Promise<string>
}
export interface NewUser {
  readonly email: string | null
  readonly emailVerifiedAt: Date | null
  readonly fullName: string
  readonly phone: string | null
  readonly phoneVerifiedAt: Date | null
  readonly role: Role
  readonly state: 'invited' | 'active'
  readonly platform: Platform
  readonly ip: string | null
  readonly userAgent: string | null
  readonly at: Date
}
export interface NewAccount {
  readonly userId: string
  readonly providerId: 'credential' | 'google'
  readonly accountId: string
  readonly passwordHash: string | null
  readonly at: Date
}
export interface NewSession {
  readonly userId: string
  readonly platform: Platform
  readonly method: string
  readonly amr: readonly string[]
  readonly deviceId: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly at: Date
  readonly idleExpiresAt: Date
  readonly absoluteExpiresAt: Date
}
