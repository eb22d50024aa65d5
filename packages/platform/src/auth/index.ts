import type { Db } from '@mas/db'
import type { Auth, Clock, KeyRing } from '@mas/kernel'
import { accessTokens } from './access-tokens.ts'
import { hashThreads } from './hash-threads.ts'
import { openLibrary } from './library.ts'
import { passkeys } from './passkeys.ts'
import { passwords } from './passwords.ts'
import { authRows } from './rows.ts'

/** Sign-in's share of the plumbing. Makes objects only: no connection, no key, no clock is read before the first use. */
export function createAuth(parts: {
  readonly db: Db
  readonly clock: Clock
  readonly keys: KeyRing
  readonly publicUrl: string
  /** Passwords are hashed by threads that step back for everything else. */
  readonly hashBehind?: boolean
}): Auth {
  const hashing = passwords(parts.hashBehind === true ? { hasher: hashThreads() } : {})
  const library = openLibrary({ ...parts, passwords: hashing })
  return {
    publicUrl: parts.publicUrl,
    rows: (tx) => authRows(library, tx),
    requireRoom: hashing.requireRoom,
    hashPassword: hashing.hash,
    verifyPassword: hashing.verify,
    passkeys: passkeys(),
    ...accessTokens(library, parts.db, parts.publicUrl),
  }
}
