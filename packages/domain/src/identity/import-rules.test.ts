import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { readImported, withoutTwins } from './import-rules.ts'

const now = new Date('2026-11-23T04:30:00.000Z')
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', 't', 'admin', 'user', '$2b$10$', '+919876543210', '2025-01-01 10:00:00', 'a@b.in', 'A@b.in'),
)
const row = fc.record({
  line: fc.integer({ min: 1, max: 9 }),
  oldId: fc.oneof(text, fc.constantFrom('one', 'two')),
  email: text,
  fullName: text,
  password: text,
  phone: text,
  profession: text,
  domain: text,
  role: text,
  profilePhoto: text,
  googleId: text,
  isVerified: text,
  isProfileComplete: text,
  isBlocked: text,
  ipAddress: text,
  userAgent: text,
  createdAt: text,
})

test('whatever stands in a row, it becomes a person the tables take or a reason, and never a privileged one', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (given) => {
      const read = given.map((one) => readImported(one, now))
      const people = read.flatMap((one) => ('refused' in one ? [] : [one]))
      for (const one of people) {
        expect(['ADMIN', 'FINANCE']).not.toContain(one.role)
        expect(one.verified || (one.passwordHash === null && one.googleId === null && !one.completed)).toBe(true)
        expect(one.fullName.length).toBeGreaterThan(0)
        expect(new Date(one.createdAt).getTime()).toBeLessThanOrEqual(now.getTime())
        expect(JSON.stringify(one)).not.toContain('\\u0000')
      }
      const { first, twins } = withoutTwins(people)
      expect(first.length + twins.length).toBe(people.length)
      expect(new Set(first.map(({ email }) => email)).size).toBe(first.length)
      expect(new Set(first.map(({ oldId }) => oldId)).size).toBe(first.length)
    }),
  )
})

test('a hash that would hold a thread for minutes, or is none, is no password', () => {
  const salted = (prefix: string) => `${prefix}${'a'.repeat(53)}`
  const hashOf = (password: string) => {
    const read = readImported({ line: 1, oldId: 'x', email: 'a@b.in', password, isVerified: 't' }, now)
    return 'refused' in read ? undefined : read.passwordHash
  }
  for (const good of ['$2a$10$', '$2b$12$']) expect(hashOf(salted(good))).toBe(salted(good))
  for (const bad of ['$2b$31$', '$2b$03$', '$2x$10$', '$argon2id$', '']) expect(hashOf(salted(bad))).toBeNull()
})
