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

test('what was sealed before this stood in one place still opens', () => {
  const before = [
    'b4bf6227c68f448318480810cc8a201dbc45b8f16119c8329715c856fb4f401dfc3b', // by the audit log
    'c1a960d46ff2d430084ed35d523ae681779eaef103d27f91d223a7251ec4452711c7', // by the platform
  ]
  for (const sealed of before) expect(openBytes(key, Buffer.from(sealed, 'hex'), 'place')).toEqual(new TextEncoder().encode('483920'))
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
