import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Keys that sign tickets and links. A link names the version it was signed with, so a new key breaks none that is out. */
export interface FileKeys {
  readonly current: number
  key(version: number): Uint8Array | undefined
}

/** Derives the signing keys from the root secrets, oldest first, so that no other use of a root can ever make a valid link. */
export function fileKeysFrom(...rootSecrets: readonly Uint8Array[]): FileKeys {
  const keys = rootSecrets.map((root) => new Uint8Array(hkdfSync('sha256', root, new Uint8Array(0), 'files-signing-v1', 32)))
  return { current: keys.length, key: (version) => keys[version - 1] }
}

export function signWith(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** In constant time, so that a signature cannot be guessed byte by byte. */
export function isSigned(key: Uint8Array, text: string, signature: string): boolean {
  const wanted = Buffer.from(signWith(key, text))
  const given = Buffer.from(signature)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}
