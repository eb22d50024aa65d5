import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { INDIAN_MOBILE_SURE, normalisePhones, normalisePhonesByLibrary } from './phone-rules.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))
const values = (cell: string) => normalisePhones(cell).phones.map((phone) => phone.value)
const codes = (cell: string) => normalisePhones(cell).problems.map((problem) => problem.code)

describe('a phone cell', () => {
  test.each([
    '98765 43210',
    '+91-9876543210',
    '09876543210',
    '919876543210',
    '+9109876543210',
    '00919876543210',
    '9109876543210',
    '0919876543210',
    "'+919876543210",
    '(98765) 43210',
    '98765.43210',
    '9876543210.0',
    '९८७६५४३२१०',
    '９８７６５４３２１０',
    '\u200b98765\u00a043210\u200e',
    '98765–43210',
    '٩٨٧٦٥٤٣٢١٠',
  ])('%s is one Indian mobile number', (cell) => {
    expect(normalisePhones(cell)).toEqual({ phones: [{ value: '+919876543210', type: 'mobile' }], problems: [] })
  })

  test.each([
    ['9.87654E+09', 'leads.phone-lossy'],
    ['9,87654E+09', 'leads.phone-lossy'],
    ['9.876543210e9', 'leads.phone-lossy'],
    ['12345', 'leads.phone-invalid'],
    ['98765432101', 'leads.phone-invalid'],
    ['call me', 'leads.phone-invalid'],
    ['9999999999', 'leads.phone-junk'],
    ['+91 00000 00000', 'leads.phone-junk'],
    ['+9876543210', 'leads.phone-invalid'],
  ] as const)('%s is refused as %s', (cell, code) => {
    expect(values(cell)).toEqual([])
    expect(codes(cell)).toEqual([code])
  })

  test('the first valid number is the primary, equal numbers count once, wrong ones are named', () => {
    expect(normalisePhones('12345 / 9876543210, +91 98765 43211; 09876543210 or 9876543212')).toEqual({
      phones: [
        { value: '+919876543210', type: 'mobile' },
        { value: '+919876543211', type: 'mobile' },
        { value: '+919876543212', type: 'mobile' },
      ],
      problems: [{ input: '12345', code: 'leads.phone-invalid' }],
    })
  })

  test('a fixed line is kept and its extension becomes a note', () => {
    expect(normalisePhones('022-2345 6789 ext. 12').phones).toEqual([{ value: '+912223456789', type: 'fixed', note: 'ext 12' }])
    expect(normalisePhones('0731 2345678 x7').phones).toEqual([{ value: '+917312345678', type: 'fixed', note: 'ext 7' }])
  })

  test('foreign numbers with a country code are kept', () => {
    expect(values('+1 650 253 0000')).toEqual(['+16502530000'])
    expect(values('0044 20 7946 0018')).toEqual(['+442079460018'])
  })

  test.each(['', '-', '–', ' . '])('"%s" is blank', (cell) => {
    expect(normalisePhones(cell)).toEqual({ phones: [], problems: [] })
  })
})

describe('the fast path', () => {
  test('is taken only where the library says mobile, for one number of every five-digit prefix', () => {
    let taken = 0
    for (let prefix = 60_000; prefix < 100_000; prefix += 1) {
      const cell = `${prefix}${String((prefix * 7919) % 100_000).padStart(5, '0')}`
      if (!INDIAN_MOBILE_SURE.test(cell)) continue
      taken += 1
      expect(normalisePhonesByLibrary(cell)).toEqual({ phones: [{ value: `+91${cell}`, type: 'mobile' }], problems: [] })
    }
    expect(taken).toBe(20_520)
  })

  test('answers as the library for any dressing of any digits', () => {
    const dressed = fc
      .tuple(
        fc.constantFrom('', '+91', '+91-', '+91 ', '91', '91-', '0', '+', '00', '+910'),
        fc.oneof(digits(10), digits(9), digits(11)),
        fc.constantFrom('', ' ', '-'),
      )
      .map(([front, number, gap]) => `${front}${number.slice(0, 5)}${gap}${number.slice(5)}`)
    fc.assert(
      fc.property(dressed, (cell) => {
        expect(normalisePhones(cell)).toEqual(normalisePhonesByLibrary(cell))
      }),
      { numRuns: 3_000 },
    )
  })
})

test('any text gives only valid E.164 values, and its own values come back unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (cell) => {
      for (const { value } of normalisePhones(cell).phones) {
        expect(value).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(values(value)).toEqual([value])
      }
    }),
    { numRuns: 2_000 },
  )
})
