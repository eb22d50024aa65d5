import { createHmac, hkdfSync } from 'node:crypto'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { fileKeysFrom } from './file-keys.ts'
import { linkIdOf, linkPath, readLink, readLinkId } from './link-rules.ts'
import { readTicket, signTicket } from './ticket-rules.ts'

const root = new Uint8Array(32).fill(3)
const keys = fileKeysFrom(root)
const fileId = '01990000-0000-7000-8000-000000000001'
const link = {
  fileId,
  disposition: 'inline',
  expires: 1_800_000_000,
  linkId: linkIdOf('01990000-0000-7000-8000-000000000002', 'user:x', undefined),
} as const
const read = (path: string, nowMs: number, id = fileId) => readLink(keys, id, new URL(path, 'http://x').searchParams, nowMs)

test('a link is signed as it is written down: id, disposition, expiry and link id, each on its line', () => {
  const key = new Uint8Array(hkdfSync('sha256', root, new Uint8Array(0), 'files-signing-v1', 32))
  const signature = createHmac('sha256', key).update(`files-link-v1\n${fileId}\ni\n1800000000\n${link.linkId}`).digest('base64url')
  expect(linkPath(keys, link)).toBe(`/f/${fileId}?d=i&e=1800000000&k=1&n=${link.linkId}&s=${signature}`)
})

test('it is valid while now is before its second, and for its own file only', () => {
  const path = linkPath(keys, link)
  expect(read(path, 1_799_999_999_999)).toEqual(link)
  expect(read(path, 1_800_000_000_000)).toMatchObject({ refused: 'files.link-expired' })
  expect(read(path, 0, '01990000-0000-7000-8000-000000000009')).toEqual({ refused: 'files.link-invalid' })
})

test('any change of any character makes it invalid, never merely late', () => {
  const path = linkPath(keys, link)
  const start = path.indexOf('?') + 1
  fc.assert(
    fc.property(fc.integer({ min: start, max: path.length - 1 }), fc.constantFrom(...'0aZ-_9.&='), (at, letter) => {
      if (path[at] === letter) return
      expect(read(path.slice(0, at) + letter + path.slice(at + 1), 9e12)).toEqual({ refused: 'files.link-invalid' })
    }),
    { numRuns: 500 },
  )
})

test('a link says whom it was given to and under which name, whatever these are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }), (holder, asName) => {
      const linkId = linkIdOf('id', holder, asName)
      expect(linkId).toMatch(/^[\w.-]+$/)
      expect(readLinkId(linkId)).toEqual({ id: 'id', holder: holder === '' ? 'unknown' : holder, asName })
    }),
  )
})

test('a ticket is no link and a changed one is none at all', () => {
  const ticket = signTicket(keys, fileId, new Date(1_800_000_000_000))
  expect(readTicket(keys, ticket)).toEqual({ fileId, expiresAtMs: 1_800_000_000_000 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: ticket.length - 1 }), fc.constantFrom(...'0aZ.-_'), (at, letter) => {
      if (ticket[at] !== letter) expect(readTicket(keys, ticket.slice(0, at) + letter + ticket.slice(at + 1))).toBeUndefined()
    }),
  )
})
