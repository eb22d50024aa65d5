import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { acceptedStep, base32, codeOf, stepAt } from './totp-rules.ts'

const seed = Buffer.from('12345678901234567890')

test('the vectors of RFC 6238 (SHA-1) and RFC 4226 come out', () => {
  const vectors: [number, string][] = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ]
  for (const [seconds, code] of vectors) expect(codeOf(seed, stepAt(seconds * 1000), 8)).toBe(code)
  expect(Array.from({ length: 10 }, (_, counter) => codeOf(seed, counter))).toEqual(
    '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '),
  )
})

test('base32 is that of RFC 4648, without padding', () => {
  const vectors = { '': '', f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' }
  for (const [plain, text] of Object.entries(vectors)) expect(base32(Buffer.from(plain))).toBe(text)
})

test('only the present step and the one before are accepted, and only after the last accepted one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 100_000_000 }),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -3, max: 3 }),
      (now, off, last) => {
        const accepted = acceptedStep(seed, codeOf(seed, now + off), now + last, now * 30_000)
        const allowed = (off === 0 || off === -1) && off > last
        return accepted === undefined ? !allowed : accepted > now + last && (accepted === now || accepted === now - 1)
      },
    ),
  )
})
