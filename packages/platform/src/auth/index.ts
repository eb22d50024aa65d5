import type { Db } from '@mas/db'
import type { Auth, Clock, KeyRing } from '@mas/kernel'
import { accessTokens } from './access-tokens.ts'
import type { Hasher } from './hasher.ts'
import { openLibrary } from './library.ts'
import { passkeys } from './passkeys.ts'
import { passwords } from './passwords.ts'
import { authRows } from './rows.ts'

export { hasherHere, type Hasher } from './hasher.ts'
export { hashThreads } from './hash-threads.ts'

/** Sign-in's share of the plumbing. Makes objects only: no connection, no key, no clock is read before the first use. */
export function createAuth(parts: {
  readonly db: Db
  readonly clock: Clock
  readonly keys: KeyRing
  readonly publicUrl: string
  /** Where it is not the runtime's own. */
  readonly hasher?: Hasher | undefined
}): Auth {
  const hashing = passwords(parts.hasher && { hasher: parts.hasher })
  const library = openLibrary({ ...parts, passwords: hashing })
  return {
    publicUrl: parts.publicUrl,
    rows: (tx) => authRows(library, tx),
    requireRoom: hashing.requireRoom,
    hashPassword: hashing.hash,
    verifyPassword: hashing.verify,
    passkeys: passkeys(),
    ...accessTokens(library, parts.db, parts.clock, parts.publicUrl),
  }
}
