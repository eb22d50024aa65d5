/**
 * Keys made from the root secrets, one per purpose: what is sealed for one purpose opens for no other. The newest root
 * seals and makes MACs; what an earlier one sealed still opens.
 */
export interface KeyRing {
  /** Which root is in use; stored beside what was made with it. */
  readonly version: number
  /** HMAC-SHA-256 over the parts, whose borders count. */
  mac(purpose: string, ...parts: readonly string[]): Uint8Array
  /** The same MAC under every root, the newest first: for what must outlive a rotation. */
  macs(purpose: string, ...parts: readonly string[]): readonly { readonly version: number; readonly mac: Uint8Array }[]
  /** AES-256-GCM. `context` becomes part of the key: without the same one nothing opens. */
  seal(purpose: string, plain: string, context?: string): Uint8Array
  /** Undefined where it was sealed for another purpose, with another context, or altered. */
  open(purpose: string, sealed: Uint8Array, context?: string): string | undefined
}
