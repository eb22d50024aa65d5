import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { openBytes, sealBytes } from './seal-bytes.ts'

const key = new Uint8Array(32).fill(1)
const plain = fc.uint8Array({ maxLength: 200 })

test('what was sealed opens under its key and place only, and never after a bit was changed', () => {
  fc.assert(
    fc.property(plain, fc.string(), fc.nat(), (bytes, place, bit) => {
      const sealed = sealBytes(key, bytes, place)
      expect(openBytes(key, sealed, place)).toEqual(bytes)
      expect(openBytes(new Uint8Array(32).fill(2), sealed, place)).toBeUndefined()
      expect(openBytes(key, sealed, `${place}.`)).toBeUndefined()
      const at = bit % (sealed.length * 8)
      const changed = sealed.map((byte, n) => (n === at >> 3 ? byte ^ (1 << (at & 7)) : byte))
      expect(openBytes(key, changed, place)).toBeUndefined()
      expect(openBytes(key, sealed.subarray(0, bit % sealed.length), place)).toBeUndefined()
    }),
  )
})

test('the same text is never sealed twice to the same bytes', () => {
  const made = Array.from({ length: 100 }, () => Buffer.from(sealBytes(key, new Uint8Array(0), '')).toString('hex'))
  expect(new Set(made).size).toBe(100)
})
