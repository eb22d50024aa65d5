import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { SealBroken, type Sealer } from '@mas/kernel/ports/sealer'
import type { Signer } from '@mas/kernel/ports/signer'
import { openBytes, sealBytes } from '@mas/kernel/seal-bytes'

/** Root keys by version. The highest one seals and signs; older ones still open and verify. */
export type RootKeys = ReadonlyMap<number, Uint8Array>

/** Root keys from the environment: those that were in use before, oldest first as versions 1, 2, …, and the present one. */
export function rootKeysOf(secretBase64: string, previous: readonly string[] = []): RootKeys {
  return new Map([...previous, secretBase64].map((text, index) => [index + 1, Buffer.from(text, 'base64')]))
}

/** AES-256-GCM under keys derived per purpose; a sealed value reads `v<key>.<base64url of nonce, ciphertext, tag>`. */
export function createSealer(roots: RootKeys): Sealer {
  const keys = derivedKeys(roots, 'seal')
  return {
    seal(purpose, plaintext, aad = '') {
      const { version, key } = keys.current(purpose)
      return `v${version}.${Buffer.from(sealBytes(key, plaintext, placeOf(version, aad))).toString('base64url')}`
    },
    open(purpose, sealed, aad = '') {
      const [, version = '', text = ''] = /^v(\d{1,6})\.([\w-]+)$/.exec(sealed) ?? []
      const key = keys.find(purpose, Number(version))
      if (key === undefined) throw new SealBroken('not a sealed value of ours')
      const plain = openBytes(key, Buffer.from(text, 'base64url'), placeOf(Number(version), aad))
      if (plain === undefined) throw new SealBroken('the sealed value was changed or moved')
      return plain
    },
  }
}

/** HMAC-SHA-256 under keys derived per purpose. */
export function createSigner(roots: RootKeys): Signer {
  const keys = derivedKeys(roots, 'sign')
  const macOf = (key: Uint8Array, data: Uint8Array) => new Uint8Array(createHmac('sha256', key).update(data).digest())
  return {
    sign: (purpose, data) => macOf(keys.current(purpose).key, data),
    verify: (purpose, data, signature) =>
      [...roots.keys()].some((version) => {
        const key = keys.find(purpose, version)
        return key !== undefined && signature.length === 32 && timingSafeEqual(macOf(key, data), signature)
      }),
  }
}

function derivedKeys(roots: RootKeys, use: 'seal' | 'sign') {
  const newest = Math.max(...roots.keys())
  if (!Number.isInteger(newest)) throw new Error('there is no root key')
  const derived = new Map<string, Uint8Array>()
  const find = (purpose: string, version: number): Uint8Array | undefined => {
    const root = roots.get(version)
    if (root === undefined) return undefined
    const name = `mas:${use}:${version}:${purpose}`
    const known = derived.get(name)
    if (known !== undefined) return known
    const key = new Uint8Array(hkdfSync('sha256', root, new Uint8Array(0), name, 32))
    derived.set(name, key)
    return key
  }
  return {
    find,
    current: (purpose: string) => {
      const key = find(purpose, newest)
      if (key === undefined) throw new Error('there is no root key')
      return { version: newest, key }
    },
  }
}

function placeOf(version: number, aad: string): string {
  return `${version}:${aad}`
}
