import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { SealBroken, type Sealer } from '@mas/kernel/ports/sealer'
import type { Signer } from '@mas/kernel/ports/signer'

/** Root keys by version. The highest one seals and signs; older ones still open and verify. */
export type RootKeys = ReadonlyMap<number, Uint8Array>

const nonceBytes = 12
const tagBytes = 16

/** One root key from the environment, as version 1. */
export function rootKeysOf(secretBase64: string): RootKeys {
  return new Map([[1, Buffer.from(secretBase64, 'base64')]])
}

/** AES-256-GCM under keys derived per purpose; a sealed value reads `v<key>.<base64url of nonce, ciphertext, tag>`. */
export function createSealer(roots: RootKeys): Sealer {
  const keys = derivedKeys(roots, 'seal')
  return {
    seal(purpose, plaintext, aad = '') {
      const { version, key } = keys.current(purpose)
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aadOf(version, aad))
      const sealed = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
      return `v${version}.${sealed.toString('base64url')}`
    },
    open(purpose, sealed, aad = '') {
      const [, version = '', text = ''] = /^v(\d{1,6})\.([\w-]+)$/.exec(sealed) ?? []
      const key = keys.find(purpose, Number(version))
      const bytes = Buffer.from(text, 'base64url')
      if (key === undefined || bytes.length < nonceBytes + tagBytes) throw new SealBroken('not a sealed value of ours')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      decipher.setAAD(aadOf(Number(version), aad)).setAuthTag(bytes.subarray(-tagBytes))
      try {
        return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]))
      } catch (cause) {
        throw new SealBroken('the sealed value was changed or moved', { cause })
      }
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

function aadOf(version: number, aad: string): Buffer {
  return Buffer.from(`${version}:${aad}`)
}
