import { Role } from '@mas/contracts/access'
import { AppError } from '@mas/kernel'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { normaliseEmail } from './email-rules.ts'
import { nextStep } from './next-step.ts'
import { weaknessOf } from './password-rules.ts'
import { normalisePhone } from './phone-rules.ts'
import { contextWords } from './settings.ts'

test('an address has one spelling: normalising twice changes nothing, whatever was typed', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string(),
        fc.string().map((text) => `${text}@exämple.in`),
      ),
      (typed) => {
        try {
          const once = normaliseEmail(typed)
          return normaliseEmail(once) === once && once.length <= 254
        } catch (thrown) {
          return thrown instanceof AppError && thrown.code === 'identity.email-invalid'
        }
      },
    ),
  )
  expect(normaliseEmail('  Asha.Rao+x@Bücher.Example ')).toBe('asha.rao+x@xn--bcher-kva.example')
  expect(['', 'a@b', 'a b@c.in', '@c.in', 'a@', 'a\u0000@c.in'].map((typed) => refused(() => normaliseEmail(typed)))).toEqual(
    Array(6).fill(true),
  )
})

test('ten digits beginning 6 to 9 are an Indian number, anything else needs its country', () => {
  expect(normalisePhone('98765-43210')).toBe('+919876543210')
  expect(normalisePhone('+44 20 7946 0958')).toBe('+442079460958')
  expect(['1234567890', '98765', '+0123456789', 'abc'].map((typed) => refused(() => normalisePhone(typed)))).toEqual([
    true,
    true,
    true,
    true,
  ])
})

test('a password is measured in code points and by what is left without name, mailbox and house words', () => {
  const owner = { fullName: 'Meenakshi Iyer', email: 'meenu.iyer@example.in', privileged: false }
  expect(weaknessOf('🦊'.repeat(9), owner, contextWords.default)).toBe('short')
  expect(weaknessOf('🦊🐻🦁🐯🐨'.repeat(2), owner, contextWords.default)).toBeUndefined()
  expect(weaknessOf('MasMentorMeenakshi1', owner, contextWords.default)).toBe('context')
  expect(weaknessOf('quiet tram 9', { ...owner, privileged: true }, contextWords.default)).toBe('short')
})

test('a password that is one thing repeated or counted on is a common one, whatever its length', () => {
  const owner = { fullName: 'Meenakshi Iyer', email: 'meenu.iyer@example.in', privileged: false }
  const weak = [
    'aaaaaaaaaa',
    ' '.repeat(12),
    '1111111111',
    '0987654321',
    'abcdefghijkl',
    'zyxwvutsrqponm',
    'ABCABCABCABC',
    '1212121212121',
    'aabbccddeeff',
    '🦊'.repeat(20),
  ]
  for (const password of weak) expect([password, weaknessOf(password, owner, [])]).toEqual([password, 'common'])
  for (const password of ['quiet tram 9 ok', 'a bC'.repeat(16), 'no pools of hijk', '2468-13579-aceg', 'नमस्ते दुनिया '])
    expect([password, weaknessOf(password, owner, [])]).toEqual([password, undefined])
})

test('a common word stays one with digits and signs around it, with signs for letters, or twice over', () => {
  const owner = { fullName: 'Meenakshi Iyer', email: 'meenu.iyer@example.in', privileged: false }
  const weak = ['password123456', 'P@ssw0rd123', 'iloveyou1234', 'Letmein12345', 'sunshine2024', 'Summer2026!', 'india@12345', 'krishna123']
  for (const password of [...weak, 'JaiShreeRam', '2024-welcome', '@dmin@1234', 'lovelylovely!', 'manchester99', '1234qwerty!!'])
    expect([password, weaknessOf(password, owner, [])]).toEqual([password, 'common'])
  for (const password of ['krishna plays at dusk', 'letmein through the door', 'sunshine&monsoon', 'tiger-lantern-9', '७ नदियाँ और एक नाव'])
    expect([password, weaknessOf(password, owner, [])]).toEqual([password, undefined])
})

test('the next step never lets a blocked, refused or unverified person in', () => {
  const facts = fc.record({
    state: fc.constantFrom('invited', 'active', 'blocked', 'erased'),
    role: fc.constantFrom(...Role.options),
    personClass: fc.constantFrom('learner', 'staff', 'privileged'),
    emailVerified: fc.boolean(),
    platform: fc.constantFrom('my-analytics-school', 'mr-mentor', 'mr-hire'),
    deviceKnown: fc.boolean(),
    hasFactor: fc.boolean(),
    factorShown: fc.boolean(),
    codeOnNewDevice: fc.boolean(),
  } as const)
  fc.assert(
    fc.property(facts, (one) => {
      const admitted = one.platform !== 'mr-hire' || one.role === 'ADMIN' || one.role === 'EXTERNAL_HR'
      return (
        nextStep(one) !== 'signed-in' ||
        (one.state === 'active' &&
          one.emailVerified &&
          admitted &&
          (!(one.codeOnNewDevice || one.hasFactor) || (one.deviceKnown && one.personClass !== 'privileged')) &&
          (!one.hasFactor || one.factorShown))
      )
    }),
  )
})

function refused(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (thrown) {
    return thrown instanceof AppError
  }
}
