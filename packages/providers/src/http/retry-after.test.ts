import { expect, test } from 'bun:test'
import { parseRetryAfter } from './retry-after.ts'

const now = new Date('2026-11-23T10:00:00Z')

test.each([
  [null, undefined],
  ['3', 3],
  ['1.2', 2],
  ['-5', undefined],
  ['soon', undefined],
  ['Mon, 23 Nov 2026 10:00:30 GMT', 30],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['999999999', 86_400],
])('Retry-After %p is a wait of %p seconds', (header, seconds) => {
  expect(parseRetryAfter(header, now)).toBe(seconds)
})
