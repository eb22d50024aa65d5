import { expect, test } from 'bun:test'
import { openLeadFile } from './open-lead-file.ts'
import { largestPart, withinTags, withRowsWithin } from './part-limits.ts'
import { zipOf } from './fixtures/zip-of.ts'

const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
/** A workbook of one sheet, written by hand because no library would write such. */
function workbook(rows: string, strings = ''): Blob {
  return zipOf({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rels}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  })
}
const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const header = `<row r="1">${cell('Name')}${cell('Phone')}</row>`

async function outcome(file: Blob): Promise<unknown> {
  const opened = await openLeadFile(file)
  if (!opened.ok) return opened.code
  let last: unknown
  for await (const row of opened.rows) last = 'problem' in row ? row.problem : row.cells
  return last
}

test('an honest workbook of the same make is read', async () => {
  expect(await outcome(workbook(`${header}<row r="2">${cell('Asha')}${cell('9811122233')}</row>`))).toEqual(['Asha', '9811122233'])
})

test('millions of shared strings in a small file are refused before they fill the memory', async () => {
  expect(await outcome(workbook(header, '<si/>'.repeat(2_000_001)))).toBe('leads.import-too-large')
  expect(await outcome(workbook(header, `<si>${'<r/>'.repeat(8_000_001)}</si>`))).toBe('leads.import-too-large')
})

test('a row, or what stands between rows, of more than 16 MiB is refused', async () => {
  expect(await outcome(workbook(`${header}<row r="2">${cell(' '.repeat(17 * 1024 * 1024))}</row>`))).toBe('leads.import-too-large')
})

test('a row that lies beyond the end of any sheet makes the file unreadable', async () => {
  for (const at of ['99999999999', '-3'])
    expect(await outcome(workbook(`${header}<row r="${at}">${cell('x')}</row>`))).toBe('leads.import-unreadable')
})

test('marks are seen across pieces, and every piece is handed on', async () => {
  const text = new TextEncoder().encode('<sheet><row/><row/></sheet>')
  for (const guard of [withinTags, withRowsWithin]) {
    const seen: number[] = []
    for await (const piece of guard(single(text))) seen.push(...piece)
    expect(seen).toEqual([...text])
  }
  expect(largestPart('xl/sharedStrings.xml')).toBeGreaterThan(largestPart('xl/styles.xml'))
})

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (const byte of bytes) yield Uint8Array.of(byte)
}
