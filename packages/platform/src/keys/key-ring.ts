import { createHmac, hkdfSync } from 'node:crypto'
import type { KeyRing } from '@mas/kernel'
import { openBytes, sealBytes } from '@mas/kernel/seal-bytes'
import { rootKeysOf } from './sealing.ts'

/** Keys over the root secrets (base64): the one in use and those before it. Sealed bytes are the version and what `sealBytes` made. */
export function keyRing(secret: string, previous: readonly string[] = []): KeyRing {
  const roots = rootKeysOf(secret, previous)
  if ([...roots.values()].some((root) => root.length < 32)) throw new Error('a root secret needs at least 32 bytes, base64')
  const newest = roots.size
  const made = new Map<string, Buffer>()
  const keyFor = (version: number, use: string, purpose: string, context: string): Buffer | undefined => {
    const root = roots.get(version)
    if (root === undefined) return undefined
    const info = framed([`mas.${use}.v${version}`, purpose, context])
    // Keys with a context are as many as there are tokens, so only those without one are kept.
    const kept = context === '' ? made.get(info) : undefined
    if (kept !== undefined) return kept
    const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), info, 32))
    if (context === '') made.set(info, key)
    return key
  }
  const newestKey = (use: string, purpose: string, context: string): Buffer => {
    const key = keyFor(newest, use, purpose, context)
    if (key === undefined) throw new Error('there is no root key')
    return key
  }
  const macUnder = (key: Buffer, parts: readonly string[]) => createHmac('sha256', key).update(framed(parts)).digest()
  return {
    version: newest,
    mac: (purpose, ...parts) => macUnder(newestKey('mac', purpose, ''), parts),
    macs: (purpose, ...parts) =>
      [...roots.keys()].toReversed().flatMap((version) => {
        const key = keyFor(version, 'mac', purpose, '')
        return key === undefined ? [] : [{ version, mac: macUnder(key, parts) }]
      }),
    seal: (purpose, plain, context = '') =>
      Buffer.concat([Buffer.of(newest), sealBytes(newestKey('seal', purpose, context), Buffer.from(plain), '')]),
    open: (purpose, sealed, context = '') => {
      const key = keyFor(sealed[0] ?? 0, 'seal', purpose, context)
      const plain = key === undefined ? undefined : openBytes(key, sealed.subarray(1), '')
      return plain === undefined ? undefined : Buffer.from(plain).toString('utf8')
    },
  }
}

/** Lengths in front, so that ('ab', 'c') and ('a', 'bc') are different inputs. */
function framed(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('')
}
