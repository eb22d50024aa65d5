import { expect, test } from 'bun:test'
import { openBytes, sealBytes } from './seal-bytes.ts'

const key = new Uint8Array(32).fill(1)

test('what was sealed opens under its key and place only', () => {
  for (let size = 0; size < 100; size++) {
    const bytes = crypto.getRandomValues(new Uint8Array(size))
    const sealed = sealBytes(key, bytes, 'place')
    expect(openBytes(key, sealed, 'place')).toEqual(bytes)
    expect(openBytes(new Uint8Array(32).fill(2), sealed, 'place')).toBeUndefined()
    expect(openBytes(key, sealed, 'place.')).toBeUndefined()
  }
})

test('after any one bit was changed, or with any of its end cut off, it does not open', () => {
  const sealed = sealBytes(key, Buffer.from('483920'), 'place')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = sealed.map((byte, n) => (n === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    expect(openBytes(key, changed, 'place')).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length++) expect(openBytes(key, sealed.subarray(0, length), 'place')).toBeUndefined()
})

test('the same text is never sealed twice to the same bytes', () => {
  const made = Array.from({ length: 100 }, () => Buffer.from(sealBytes(key, new Uint8Array(0), '')).toString('hex'))
  expect(new Set(made).size).toBe(100)
})
