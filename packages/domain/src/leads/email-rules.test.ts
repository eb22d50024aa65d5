import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { normaliseEmail, normaliseEmailFully, normaliseEmails } from './email-rules.ts'

const INVALID = { code: 'leads.email-invalid' } as const

describe('an e-mail address', () => {
  test.each([
    [' RAVI@X.IN ', 'ravi@x.in'],
    ['Ravi Kumar <Ravi@X.in>', 'ravi@x.in'],
    ['mailto:ravi@x.in?subject=Hi', 'ravi@x.in'],
    ['ravi+crm@x.in', 'ravi+crm@x.in'],
    ['a@बुक.भारत', 'a@xn--11b9b5c.xn--h2brj9c'],
    ['a@xn--11b9b5c.xn--h2brj9c', 'a@xn--11b9b5c.xn--h2brj9c'],
    ['\ufeffravi@\u200bx.in', 'ravi@x.in'],
    ["o'neil@x.co.uk", "o'neil@x.co.uk"],
  ])('%s becomes %s', (text, value) => {
    expect(normaliseEmail(text)).toEqual({ value })
  })

  test.each([
    '',
    'ravi',
    'ravi@',
    '@x.in',
    'ravi@x',
    'a..b@x.in',
    '.a@x.in',
    'a.@x.in',
    'a@x..in',
    'a@-x.in',
    'a@x-.in',
    'a@1.2.3.4',
    'a b@x.in',
    'a@x.in, b@x.in',
    'a@b@x.in',
    '"a b"@x.in',
    'रवि@x.in',
    `${'a'.repeat(65)}@x.in`,
    `a@${'x'.repeat(64)}.in`,
    `${'a'.repeat(60)}@${`${'x'.repeat(60)}.`.repeat(4)}in`,
  ])('"%s" is refused', (text) => {
    expect(normaliseEmail(text)).toEqual(INVALID)
  })

  test('local part of 64 characters is the longest', () => {
    expect(normaliseEmail(`${'a'.repeat(64)}@x.in`)).toEqual({ value: `${'a'.repeat(64)}@x.in` })
  })
})

test('the fast path answers as the full path', () => {
  const part = fc.string({ unit: fc.constantFrom(...'abz09._+-A@ <>xn'), maxLength: 24 })
  const candidate = fc.oneof(
    fc.emailAddress(),
    fc.tuple(part, part, fc.constantFrom('in', 'co.in', 'com', 'c', '1', 'xn--p1ai')).map(([a, b, c]) => `${a}@${b}.${c}`),
  )
  fc.assert(
    fc.property(candidate, (text) => {
      expect(normaliseEmail(text)).toEqual(normaliseEmailFully(text))
    }),
    { numRuns: 5_000 },
  )
})

test('normalising twice changes nothing', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (text) => {
      const once = normaliseEmail(text)
      if ('value' in once) expect(normaliseEmail(once.value)).toEqual(once)
    }),
  )
})

test('a cell may hold several addresses, and a comma in a display name cuts none', () => {
  expect(normaliseEmails('a@x.in; B@x.in / a@x.in nonsense')).toEqual({
    emails: ['a@x.in', 'b@x.in'],
    problems: [{ input: 'a@x.in nonsense', code: 'leads.email-invalid' }],
  })
  expect(normaliseEmails('a@x.in b@x.in').emails).toEqual(['a@x.in', 'b@x.in'])
  expect(normaliseEmails('Rao, Asha <asha@x.in>').emails).toEqual(['asha@x.in'])
  expect(normaliseEmails('–')).toEqual({ emails: [], problems: [] })
})
