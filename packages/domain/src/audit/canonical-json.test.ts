import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'

test('the sample of RFC 8785, section 3.2.2, comes out byte for byte', () => {
  const sample = {
    numbers: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  expect(canonicalJson(sample)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('keys are sorted by UTF-16 units, as in section 3.2.3', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
  const sorted = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
  expect(sorted).toBe('{"\\r":0,"1":0,"\u0080":0,"ö":0,"€":0,"\u{1f600}":0,"\ufb33":0}')
})

test.each([
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [-1.7976931348623157e308, '-1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [1e21, '1e+21'],
  [9.999999999999997e22, '9.999999999999997e+22'],
  [0.000001, '0.000001'],
  [1e-7, '1e-7'],
  [333333333.33333325, '333333333.33333325'],
  [9007199254740991n, '9007199254740991'],
  [9007199254740993n, '"9007199254740993"'],
  [-9007199254740993n, '"-9007199254740993"'],
])('the number %p is written %p', (value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test('what has no canonical form is refused before it reaches the database', () => {
  const unfit = [
    NaN,
    Infinity,
    '\ud800',
    '\udc00x',
    { '\ud83d': 1 },
    'a\u0000b',
    undefined,
    [undefined],
    () => 1,
    Symbol('s'),
    new Map(),
    new Uint8Array(2),
  ]
  for (const value of unfit) expect(() => canonicalJson({ value: [value] })).toThrow(TypeError)
})

test('any JSON reads back as it was, and the order in which keys were added never shows', () => {
  const storable = fc
    .jsonValue()
    .filter(
      (value) =>
        !JSON.stringify(value).includes('\\u0000') && JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value)),
    )
  fc.assert(
    fc.property(storable, (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value))).toBe(text)
    }),
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  )
}
