import { createHmac, hkdfSync } from 'node:crypto'
import type { KeyRing } from '@mas/kernel'
import { openBytes, sealBytes } from './seal-bytes.ts'

const version = 1

/** Keys over one root secret (base64). Sealed bytes are the version and what `sealBytes` made. */
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
    seal: (purpose, plain, context = '') =>
      Buffer.concat([Buffer.of(version), sealBytes(keyFor('seal', purpose, context), Buffer.from(plain), '')]),
    open: (purpose, sealed, context = '') => {
      if (sealed[0] !== version) return undefined
      const plain = openBytes(keyFor('seal', purpose, context), sealed.subarray(1), '')
      return plain === undefined ? undefined : Buffer.from(plain).toString('utf8')
    },
  }
}

/** Lengths in front, so that ('ab', 'c') and ('a', 'bc') are different inputs. */
function framed(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('')
}
