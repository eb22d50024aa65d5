import { expect, test } from 'bun:test'
import { SealBroken } from '@mas/kernel/ports/sealer'
import { createSealer, createSigner, rootKeysOf } from './sealing.ts'

const old = Buffer.alloc(32, 1)
const roots = new Map([
  [1, old],
  [2, Buffer.alloc(32, 2)],
])
const sealer = createSealer(roots)
const bytes = (text: string) => new TextEncoder().encode(text)

test('what was sealed opens for the same purpose and place, and never twice to the same text', () => {
  for (let size = 0; size < 100; size++) {
    const plain = crypto.getRandomValues(new Uint8Array(size))
    const sealed = sealer.seal(`purpose-${size % 7}`, plain, `row-${size}`)
    expect(sealer.open(`purpose-${size % 7}`, sealed, `row-${size}`)).toEqual(plain)
    expect(sealer.seal(`purpose-${size % 7}`, plain, `row-${size}`)).not.toBe(sealed)
  }
})

test('another purpose, another place, one changed character or another house does not open it', () => {
  const sealed = sealer.seal('mail-secret', bytes('483920'), 'row-1')
  const broken = [
    () => sealer.open('totp', sealed, 'row-1'),
    () => sealer.open('mail-secret', sealed, 'row-2'),
    () => sealer.open('mail-secret', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, 'row-1'),
    () => sealer.open('mail-secret', sealed.replace('v2.', 'v1.'), 'row-1'),
    () => sealer.open('mail-secret', 'v2.AAAA', 'row-1'),
    () => sealer.open('mail-secret', 'nonsense', 'row-1'),
    () => createSealer(rootKeysOf(Buffer.alloc(32, 9).toString('base64'))).open('mail-secret', sealed.replace('v2.', 'v1.'), 'row-1'),
  ]
  for (const open of broken) expect(open).toThrow(SealBroken)
})

test('a value sealed under the key before still opens after a rotation', () => {
  const before = createSealer(new Map([[1, old]])).seal('p', bytes('secret'))
  expect(sealer.open('p', before)).toEqual(bytes('secret'))
  expect(sealer.seal('p', bytes('secret'))).toStartWith('v2.')
})

test('a signature holds for its data and purpose only, and over a rotation', () => {
  const signer = createSigner(roots)
  const signature = createSigner(new Map([[1, old]])).sign('unsubscribe', bytes('data'))
  expect(signer.verify('unsubscribe', bytes('data'), signature)).toBeTrue()
  expect(signer.verify('preferences', bytes('data'), signature)).toBeFalse()
  expect(signer.verify('unsubscribe', bytes('date'), signature)).toBeFalse()
  expect(signer.verify('unsubscribe', bytes('data'), signature.slice(1))).toBeFalse()
})
