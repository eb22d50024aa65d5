import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { mapRow, mappingProblem, suggestMapping, type ColumnMapping } from './map-columns.ts'

const targets = (header: string[]) => suggestMapping(header).columns.map(({ target }) => target)

describe('the suggested mapping', () => {
  test('knows the headers people use', () => {
    expect(targets(['Name', 'Mobile', 'Email'])).toEqual(['fullName', 'phone', 'email'])
    expect(
      targets([
        '  Full_Name ',
        'CONTACT NO.',
        'E-Mail ID',
        'Phone 2',
        'mobileNumber',
        'College Name',
        'Course',
        'Session',
        'Lead Source',
        'Campaign',
        'Tags',
        'Remarks',
        'City',
        'State',
      ]),
    ).toEqual([
      'fullName',
      'phone',
      'email',
      'phone',
      'phone',
      'college',
      'product',
      'session',
      'source',
      'campaign',
      'tags',
      'remarks',
      'city',
      'state',
    ])
  })
  test('leaves unknown columns, and a second one of a single field, to extra', () => {
    expect(targets(['Prospect ID', 'City', 'City', ''])).toEqual(['extra', 'city', 'extra', 'extra'])
  })
  test('without phone and e-mail is refused', () => {
    expect(mappingProblem(suggestMapping(['Name', 'City']))).toBe('leads.import-no-contact-column')
    expect(mappingProblem(suggestMapping(['E-mail']))).toBeNull()
  })
})

describe('a mapped row', () => {
  test('joins names, keeps contact cells in order, splits tags, keeps what nobody mapped', () => {
    const mapping = suggestMapping(['First Name', 'Last Name', 'Mobile', 'Alternate Mobile', 'Email', 'Tags', 'Score', 'Score', '', 'City'])
    expect(mapRow(mapping, [' Asha ', 'Rao', '98765 43210', '9876543211', '–', 'hot; web;hot;', '7', '8', 'x', 'Select'])).toEqual({
      fullName: 'Asha Rao',
      phoneCells: ['98765 43210', '9876543211'],
      emailCells: [],
      fields: {},
      tags: ['hot', 'web'],
      extra: { Score: '7', 'Score (2)': '8', 'column 9': 'x' },
      problems: [],
    })
  })
  test('takes a placeholder as blank only if the mapping says so', () => {
    expect(mapRow(suggestMapping(['City', 'Level']), ['select', 'Select'])).toMatchObject({ fields: {}, extra: {} })
    expect(mapRow(suggestMapping(['City', 'Level'], []), ['Select', 'Select'])).toMatchObject({
      fields: { city: 'Select' },
      extra: { Level: 'Select' },
    })
  })
  test('refuses text over 500 characters and extras over 16 KB', () => {
    expect(mapRow(suggestMapping(['City']), ['x'.repeat(500)]).problems).toEqual([])
    expect(mapRow(suggestMapping(['City']), ['x'.repeat(501)]).problems).toEqual([{ code: 'leads.field-too-long', column: 'City' }])
    const wide = Array.from({ length: 40 }, (_, at) => `Q${at}x`)
    expect(
      mapRow(
        suggestMapping(wide),
        wide.map(() => 'y'.repeat(450)),
      ).problems,
    ).toEqual([{ code: 'leads.field-too-long', column: 'extra' }])
  })
  test('loses no cell of an unmapped column, whatever the header', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a (2)', '', '__proto__', 'constructor', ' a '), { maxLength: 8 }), (headers) => {
        const mapping: ColumnMapping = { columns: headers.map((header) => ({ header, target: 'extra' })), blankValues: [] }
        const row = mapRow(
          mapping,
          headers.map((_, at) => `value ${at}`),
        )
        expect(Object.values(row.extra).toSorted()).toEqual(headers.map((_, at) => `value ${at}`).toSorted())
      }),
    )
  })
})
