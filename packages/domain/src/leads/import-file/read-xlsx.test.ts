import { describe, expect, test } from 'bun:test'
import { writeXlsx } from 'hucre/xlsx'
import { IMPORT_LIMITS, type ImportLimits, type ImportRow } from './import-rows.ts'
import { openLeadFile } from './open-lead-file.ts'
import { openXlsx } from './read-xlsx.ts'
import { repackedZip } from './repacked-zip.ts'
import { readZipDirectory, ZIP_LIMITS, type ZipLimits } from './zip-directory.ts'

const LIMITS: ImportLimits & ZipLimits = { ...IMPORT_LIMITS, ...ZIP_LIMITS }
async function workbook(rows: (string | number | boolean | Date | null)[][]): Promise<Blob> {
  const bytes = await writeXlsx({
    sheets: [
      { name: 'Leads', rows },
      { name: 'Other', rows: [['not', 'me']] },
    ],
  })
  return new Blob([bytes.slice()])
}
async function rowsOf(file: Blob, limits = LIMITS): Promise<ImportRow[]> {
  const opened = await openXlsx(file, limits)
  if (!opened.ok) throw new Error(opened.code)
  const rows: ImportRow[] = []
  for await (const row of opened.rows) rows.push(row)
  return rows
}
async function patched(file: Blob, change: (view: DataView, directoryAt: number) => void): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const view = new DataView(bytes.buffer)
  change(view, view.getUint32(bytes.length - 22 + 16, true))
  return new Blob([bytes])
}

describe('an XLSX file', () => {
  test('gives its first sheet as text: phones in full, dates as ISO dates', async () => {
    const file = await workbook([
      ['Name', 'Mobile', 'Born', ''],
      ['Asha', 9_876_543_210, new Date('2004-05-06T00:00:00Z'), null],
      [null, null],
      ['Ravi & Co', '+91 98765', null],
      ['Meena', true, 1.5],
    ])
    const opened = await openLeadFile(file)
    expect(opened).toMatchObject({ ok: true, format: 'xlsx', header: ['Name', 'Mobile', 'Born'] })
    expect(await rowsOf(file)).toEqual([
      { rowNo: 1, line: 2, cells: ['Asha', '9876543210', '2004-05-06'] },
      { rowNo: 2, line: 4, cells: ['Ravi & Co', '+91 98765', ''] },
      { rowNo: 3, line: 5, cells: ['Meena', 'TRUE', '1.5'] },
    ])
  })
  test('with too many cells in a row loses only that row; too many rows stop it', async () => {
    const file = await workbook([
      ['Name', 'Mobile'],
      ['a', 'b', 'c'],
      ['d', 'e'],
    ])
    expect(await rowsOf(file)).toMatchObject([
      { rowNo: 1, reason: 'too-many-cells' },
      { rowNo: 2, cells: ['d', 'e'] },
    ])
    expect((await rowsOf(file, { ...LIMITS, maxRows: 1 })).at(-1)).toEqual({ rowNo: 2, line: 3, problem: 'leads.import-too-large' })
  })
  test('without rows is empty', async () => {
    expect(await openXlsx(await workbook([]))).toEqual({ ok: false, code: 'leads.import-empty' })
    expect(await rowsOf(await workbook([['Name']]))).toEqual([{ rowNo: 0, line: 1, problem: 'leads.import-empty' }])
  })
  test('that unpacks to more than allowed, by claim or in truth, is too large', async () => {
    const file = await workbook([['Name'], ...Array.from({ length: 2_000 }, (_, at) => [`same text ${at % 3}`])])
    expect(await openXlsx(file, { ...LIMITS, maxUnpackedBytes: 10_000 })).toEqual({ ok: false, code: 'leads.import-too-large' })
    expect(await openXlsx(file, { ...LIMITS, maxMembers: 3 })).toEqual({ ok: false, code: 'leads.import-too-large' })
    const lying = await patched(file, (view, at) => {
      for (
        let entry = at;
        view.getUint32(entry, true) === 0x02014b50;
        entry += 46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true)
      )
        view.setUint32(entry + 24, 64, true)
    })
    expect(await openXlsx(lying)).toEqual({ ok: false, code: 'leads.import-too-large' })
  })
  test('that is damaged, or no workbook at all, is unreadable', async () => {
    const file = await workbook([['Name'], ['Asha']])
    const bytes = new Uint8Array(await file.arrayBuffer())
    expect(await openLeadFile(new Blob([bytes.slice(0, bytes.length / 2)]))).toEqual({ ok: false, code: 'leads.import-unreadable' })
    expect(await openLeadFile(new Blob([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1)]))).toEqual({
      ok: false,
      code: 'leads.import-unreadable',
    })
    for (let at = 0; at < bytes.length; at += 37) {
      const broken = bytes.slice()
      broken[at] = (broken[at] ?? 0) ^ 0xff
      const opened = await openXlsx(new Blob([broken]))
      if (opened.ok) for await (const row of opened.rows) expect(row.rowNo).toBeGreaterThanOrEqual(0)
    }
  })
  test('hands over its sheets last, and not before somebody waits for a row', async () => {
    const file = await workbook([['Name'], ['Asha']])
    const members = await readZipDirectory(file, LIMITS)
    let asked = false
    const stream = repackedZip(file, members, () => {
      asked = true
      return new Promise(() => {})
    })
    let text = ''
    const reader = stream.getReader()
    while (!asked) {
      const piece = await Promise.race([
        reader.read(),
        new Promise<null>((resolve) => {
          setTimeout(resolve, 50, null)
        }),
      ])
      if (piece?.value !== undefined) text += new TextDecoder().decode(piece.value)
    }
    expect(text).toContain('xl/workbook.xml')
    expect(text).not.toContain('<sheetData')
  })
})
