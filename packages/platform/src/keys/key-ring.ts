import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyRing } from '@mas/kernel'

const version = 1
const nonceBytes = 12
const tagBytes = 16

/** Keys over one root secret (base64). Sealed bytes are: version, nonce, tag, text. */
export function keyRing(secret: string): KeyRing {
  const root = Buffer.from(secret, 'base64')
  if (root.length < 32) throw new Error('the root secret needs at least 32 bytes, base64')
  const made = new Map<string, Buffer>()
  const keyFor = (use: string, purpose: string, context: string): Buffer => {
    const info = framed([`mas.${use}.v${version}`, purpose, context])
    // Keys with a context are as many as there are tokens, so only those without one are kept.
    const kept = context === '' ? made.get(info) : undefined
    if (kept !== undefined) return kept
    const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), info, 32))
    if (context === '') made.set(info, key)
    return key
  }
  return {
    version,
    mac: (purpose, ...parts) =>
      createHmac('sha256', keyFor('mac', purpose, ''))
        .update(framed(parts))
        .digest(),
    seal: (purpose, plain, context = '') => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keyFor('seal', purpose, context), nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text])
    },
    open: (purpose, sealed, context = '') => {
      if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== version) return undefined
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', keyFor('seal', purpose, context), bytes.subarray(1, 1 + nonceBytes))
      decipher.setAuthTag(bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
      } catch {
        return undefined // the tag does not fit: not sealed by us, for this purpose and context
      }
    },
  }
}

/** Lengths in front, so that ('ab', 'c') and ('a', 'bc') are different inputs. */
function framed(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('')
}
