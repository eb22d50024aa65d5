// eslint-disable-next-line mas/kernel-stays-pure -- the platform and the audit log both seal, and neither may know the other; it computes and asks nobody
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM: nonce, ciphertext, tag. `place` must be given again to open. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, place: string): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Undefined when it was sealed under another key, for another place, or altered. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, place: string): Uint8Array | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-tagBytes))
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]))
  } catch {
    return undefined // the tag does not fit
  }
}
