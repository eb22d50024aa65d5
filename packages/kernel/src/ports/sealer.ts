/**
 * Keeps secrets unreadable at rest. `purpose` separates keys: what was sealed for one purpose does not open for
 * another. `aad` binds a sealed value to its place (a row's id), so that it cannot be moved to another row.
 */
export interface Sealer {
  seal(purpose: string, plaintext: Uint8Array, aad?: string): string
  /** Throws `SealBroken` when the value was changed, moved, or sealed under a key that is gone. */
  open(purpose: string, sealed: string, aad?: string): Uint8Array
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}
