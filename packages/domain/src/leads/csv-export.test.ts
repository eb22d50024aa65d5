import { expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { exportRow, neutraliseCell } from './csv-export.ts'

test('no exported cell can start a formula', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', ' =', '\u00a0@', '\uff1d', '\uff0b'])
    expect(neutraliseCell(`${start}1`)).toBe(`'${start}1`)
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(neutraliseCell(text)).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/)
    }),
  )
})
test('an exported row reads back as its harmless cells', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'a",\r\n =;') }), { minLength: 2, maxLength: 5 }), (cells) => {
      expect(parse(exportRow(cells), { record_delimiter: '\r\n' })).toEqual([cells.map(neutraliseCell)])
    }),
  )
  expect(exportRow(['Asha', null, 3, '+91'])).toBe("Asha,,3,'+91\r\n")
})
