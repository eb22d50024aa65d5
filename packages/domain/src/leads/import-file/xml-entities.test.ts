import { expect, test } from 'bun:test'
import { zipOf } from './fixtures/zip-of.ts'
import { openLeadFile } from './open-lead-file.ts'

const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`

/** A workbook of one sheet that declares entities before it. */
function workbook(doctype: string, text: string): Blob {
  return zipOf({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rels}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?>${doctype}<worksheet xmlns="${main}"><sheetData><row r="1">${cell('Name')}</row><row r="2">${cell(text)}</row></sheetData></worksheet>`,
  })
}
async function told(file: Blob): Promise<string> {
  const opened = await openLeadFile(file)
  if (!opened.ok) return opened.code
  let text = ''
  for await (const row of opened.rows) text += 'problem' in row ? row.problem : row.cells.join(' ')
  return text
}

test('a spreadsheet can neither have a file of the server read nor unfold into gigabytes: entities of its own mean nothing', async () => {
  const outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f SYSTEM "http://127.0.0.1/secret">]>'
  expect(await told(workbook(outside, '[&e;&f;]'))).toBe('[&e;&f;]')
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  expect(await told(workbook(`<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`, '[&l9;]'))).toBe('[&l9;]')
  expect(await told(workbook('', 'a &lt; b &amp; c'))).toBe('a < b & c')
})
