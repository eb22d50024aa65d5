import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { mailAddress, mailDomain } from './email-rules.ts'

test('an address has one spelling, which is its own', () => {
  expect(mailAddress('  Asha.Rao+x@B\u00fccher.Example ')).toBe('asha.rao+x@xn--bcher-kva.example')
  expect(mailAddress('a@\uff45xample\u3002com')).toBe('a@example.com')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string(),
        fc.string({ unit: 'binary' }).map((text) => `a@${text}.in`),
      ),
      (typed) => {
        const once = mailAddress(typed)
        return once === undefined || (once.length <= 254 && mailAddress(once) === once)
      },
    ),
  )
})

test('what the runtime would read as part of a web address is no domain: nothing is cut off, unescaped or left out', () => {
  const misread = [
    'evil.in/x',
    'evil.in?x',
    'evil.in#x',
    'evil.in:25',
    'ex%61mple.in',
    'x.in\r\nb',
    'x.in\tb',
    'x@y.in',
    'x.in\\y',
    '[::1]',
  ]
  const unseen = ['exa\u200bmple.in', 'exa\u00admple.in', 'x.in\u202e', '\u2060x.in', '\ud800x.in', 'x.in\u0000']
  const numbers = ['2130706433', '0x7f.1', '127.1', '127.0.0.1', '1.2.3.4.5', 'x.1', 'localhost', '']
  for (const typed of [...misread, ...unseen, ...numbers]) {
    expect([typed, mailDomain(typed)]).toEqual([typed, undefined])
    expect([typed, mailAddress(`a@${typed}`)]).toEqual([typed, undefined])
  }
})

test('before the @ nothing hides and nothing looks like another letter', () => {
  for (const local of [
    'ad\u200bmin',
    'ad\u202emin',
    'ad\u00admin',
    '\uff41dmin',
    '\u0430dmin',
    'a\ud800',
    'a\r\nb',
    '"a b"',
    '.a',
    'a..b',
    'a.',
    'a,b',
  ])
    expect([local, mailAddress(`${local}@example.in`)]).toEqual([local, undefined])
})
