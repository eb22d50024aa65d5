/** Signs tokens that leave the house and come back. `purpose` separates keys, as with sealing. */
export interface Signer {
  sign(purpose: string, data: Uint8Array): Uint8Array
  /** Compares in constant time; true when any key in force made the signature. */
  verify(purpose: string, data: Uint8Array, signature: Uint8Array): boolean
}
