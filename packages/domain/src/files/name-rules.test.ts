import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { cleanName, contentDisposition } from './name-rules.ts'

const anyText = fc.oneof(fc.string({ maxLength: 400, unit: 'binary' }), fc.string({ maxLength: 200, unit: 'grapheme' }))

test('names lose paths, control and direction characters, and keep their extension', () => {
  const cases: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Asha\\cv.pdf', 'cv.pdf'],
    ['a\u0000b\r\n.pdf', 'ab.pdf'],
    ['gpj.\u202eexe.pdf', 'gpj.exe.pdf'],
    ['e\u0301.pdf', '\u00e9.pdf'],
    ['...', 'file'],
    ['', 'file'],
    ['/', 'file'],
    ['.htaccess', 'htaccess'],
    [`${'अ'.repeat(200)}.pdf`, `${'अ'.repeat(83)}.pdf`],
    ['आशा राव – CV.pdf', 'आशा राव – CV.pdf'],
  ]
  for (const [given, shown] of cases) expect(cleanName(given)).toBe(shown)
})

test('whatever the name, what is shown fits, carries nothing that hides, and stays the same when cleaned again', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      const name = cleanName(given)
      const bytes = new TextEncoder().encode(name).length
      expect(bytes).toBeGreaterThanOrEqual(1)
      expect(bytes).toBeLessThanOrEqual(255)
      expect(name).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/u)
      expect(name.isWellFormed()).toBe(true)
      expect(cleanName(name)).toBe(name)
    }),
    { numRuns: 500 },
  )
})

test('the header of a download says the real name to those who read RFC 8187, and cannot be broken out of', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      const name = cleanName(given)
      const header = contentDisposition('attachment', name)
      const found = /^attachment; filename="([^"\\%;]+)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header)
      expect(found).not.toBeNull()
      expect(decodeURIComponent(found?.[2] ?? '')).toBe(name)
      expect(found?.[1]).toMatch(/^[\x20-\x7e]+$/)
    }),
    { numRuns: 500 },
  )
})
