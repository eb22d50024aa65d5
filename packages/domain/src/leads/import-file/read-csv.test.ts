import { describe, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { IMPORT_LIMITS, type ImportLimits, type ImportRow } from './import-rows.ts'
import { openCsv } from './read-csv.ts'

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function read(file: string | Uint8Array, size = 1 << 20, limits: ImportLimits = IMPORT_LIMITS) {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const opened = await openCsv(chunked(bytes, size), limits)
  const rows: ImportRow[] = []
  if (opened.ok) for await (const row of opened.rows) rows.push(row)
  return { opened, rows, header: opened.ok ? opened.header : [] }
}
const cellsOf = (rows: ImportRow[]) => rows.flatMap((row) => ('cells' in row ? [row.cells] : []))
const problems = (rows: ImportRow[]) =>
  rows.flatMap((row) =>
    'problem' in row ? [row.problem === 'leads.row-malformed' ? `${row.rowNo}:${row.reason}` : `${row.rowNo}:${row.problem}`] : [],
  )
const quoted = (cells: string[], delimiter: string) =>
  cells
    .map((cell) => (cell === '' || /["\r\n ]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter)

describe('well-formed files', () => {
  test('are read exactly as csv-parse reads them, in chunks of any size', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab",;\n\r é आ😀'), maxLength: 8 })
    const table = fc.array(fc.tuple(fc.constant('x'), cell, cell), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (rows, delimiter, eol, size, ends) => {
          const text = [['h1', 'h2', 'h3'], ...rows].map((cells) => quoted(cells, delimiter)).join(eol) + (ends ? eol : '')
          const oracle: string[][] = parse(text, { delimiter, record_delimiter: eol })
          const { rows: got } = await read(text, size)
          expect(cellsOf(got)).toEqual(oracle.slice(1))
          expect(problems(got)).toEqual(rows.length === 0 ? ['0:leads.import-empty'] : [])
        },
      ),
      { numRuns: 400 },
    )
  })

  test('are read alike in every encoding', async () => {
    const text = 'Name,City\nJosé,Málaga\n'
    const utf16 = (bigEndian: boolean) => {
      const bytes = new Uint8Array(2 + text.length * 2)
      const view = new DataView(bytes.buffer)
      view.setUint16(0, 0xfeff, !bigEndian)
      for (let at = 0; at < text.length; at += 1) view.setUint16(2 + at * 2, text.charCodeAt(at), !bigEndian)
      return bytes
    }
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    const utf8 = new TextEncoder().encode(text)
    for (const file of [utf8, Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8), utf16(false), utf16(true), latin]) {
      for (const size of [1, 3, 4096]) {
        const { header, rows } = await read(file, size)
        expect(header).toEqual(['Name', 'City'])
        expect(cellsOf(rows)).toEqual([['José', 'Málaga']])
      }
    }
  })

  test('a Windows-1252 byte far behind an ASCII start is read as such', async () => {
    const text = `Name,City\n${'Asha,Pune\n'.repeat(20_000)}Ren\xe9,\x80\n`
    const { rows } = await read(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
    expect(cellsOf(rows).at(-1)).toEqual(['René', '€'])
  })

  test('the delimiter comes from the header, quotes aside; old Mac line ends are understood', async () => {
    expect((await read('"a;b;c",d\n1,2\n')).opened).toMatchObject({ delimiter: ',' })
    expect(cellsOf((await read('a|b\r1|2\r3|4')).rows)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(cellsOf((await read('\ta\n1\t2\n')).rows)).toEqual([['1', '2']])
  })

  test('trailing commas, blank lines and short rows cost nothing', async () => {
    const { header, rows } = await read('Name,Mobile,\n\nAsha,1,,,\n,,\nRavi\n  \n')
    expect(header).toEqual(['Name', 'Mobile'])
    expect(rows).toEqual([
      { rowNo: 1, line: 3, cells: ['Asha', '1'] },
      { rowNo: 2, line: 5, cells: ['Ravi', ''] },
    ])
  })
})

describe('a malformed record', () => {
  test.each([
    ['unterminated quote', 'x,"oops'],
    ['unterminated quote in front', '"oops,x'],
    ['text after the closing quote', 'x,"a"b'],
    ['a quote inside a plain cell', 'x,a"b'],
    ['too many cells', 'x,y,z'],
    ['an unterminated quote after a doubled one', 'x,"a""'],
  ])('%s costs only itself, wherever it stands', async (_, bad) => {
    const good = fc.array(
      fc.tuple(
        fc.string({ unit: fc.constantFrom(...'ab', ' ', "'"), minLength: 1, maxLength: 5 }).map((text) => `n${text}`),
        fc.string({ unit: fc.constantFrom(...'ab,\n"'), maxLength: 6 }).map((text) => `v${text}`),
      ),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(good, good, fc.integer({ min: 1, max: 7 }), async (before, after, size) => {
        const lines = [...before.map((cells) => quoted(cells, ',')), bad, ...after.map((cells) => quoted(cells, ','))]
        const { rows } = await read(`Name,City\n${lines.join('\n')}\n`, size)
        expect(cellsOf(rows)).toEqual([...before, ...after])
        expect(rows.filter((row) => 'problem' in row).map((row) => row.rowNo)).toEqual([before.length + 1])
      }),
      { numRuns: 150 },
    )
  })

  test('says its number, line, reason and text', async () => {
    expect((await read('Name,City\nAsha,"Pune\nMH"\nRavi,"oops\nMeena,Goa\n')).rows).toEqual([
      { rowNo: 1, line: 2, cells: ['Asha', 'Pune\nMH'] },
      { rowNo: 2, line: 4, problem: 'leads.row-malformed', reason: 'unterminated-quote', raw: 'Ravi,"oops' },
      { rowNo: 3, line: 5, cells: ['Meena', 'Goa'] },
    ])
  })

  test('a quote that swallows rows and happens to close gives them back when the cells do not add up', async () => {
    const { rows } = await read('Name,Mobile,City\nAsha,"oops\nRavi,1,Goa\nMeena,"\nKiran,2,Pune\n')
    expect(problems(rows)).toEqual(['1:multi-line-with-wrong-cell-count', '3:unterminated-quote'])
    expect(cellsOf(rows)).toEqual([
      ['Ravi', '1', 'Goa'],
      ['Kiran', '2', 'Pune'],
    ])
  })

  test('a stray quote near the start of a long file neither swallows it nor fills memory', async () => {
    const { rows } = await read(`Name,City\nAsha,"oops\n${'Ravi,Goa\n'.repeat(200_000)}`)
    expect(problems(rows)).toEqual(['1:unterminated-quote'])
    expect(cellsOf(rows).length).toBe(200_000)
  })

  test('a line without an end is cut off and passed over', async () => {
    const { rows } = await read(`Name,City\n${'x'.repeat(1_000_000)}\nRavi,Goa\n`)
    expect(problems(rows)).toEqual(['1:record-too-long'])
    expect(cellsOf(rows)).toEqual([['Ravi', 'Goa']])
  })
})

describe('a file', () => {
  test('without a header or without rows is empty', async () => {
    expect((await read('')).opened).toEqual({ ok: false, code: 'leads.import-empty' })
    expect((await read('\n \n')).opened).toEqual({ ok: false, code: 'leads.import-empty' })
    expect(problems((await read('Name,City\n')).rows)).toEqual(['0:leads.import-empty'])
  })
  test('of bytes is unreadable', async () => {
    expect((await read(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0))).opened).toEqual({ ok: false, code: 'leads.import-unreadable' })
    expect((await read('"Name,City\nAsha,Pune\n')).opened).toEqual({ ok: false, code: 'leads.import-unreadable' })
  })
  test('over the limits stops with its code', async () => {
    expect(problems((await read('N\n1\n2\n3\n', 4, { ...IMPORT_LIMITS, maxRows: 2 })).rows)).toEqual(['3:leads.import-too-large'])
    expect((await read('N\n1\n2\n3\n', 4, { ...IMPORT_LIMITS, maxBytes: 3 })).opened).toEqual({ ok: false, code: 'leads.import-too-large' })
    const long = `N\n${'1\n'.repeat(100_000)}`
    expect(problems((await read(long, 4096, { ...IMPORT_LIMITS, maxBytes: 100_000 })).rows).at(-1)).toMatch(/leads\.import-too-large$/)
  })
  test('is pulled only as its rows are taken, and let go when the reader stops', async () => {
    let pulled = 0
    let closed = false
    const source = async function* () {
      try {
        for (;;) {
          pulled += 1
          yield new TextEncoder().encode(pulled === 1 ? 'Name,City\n' : 'Asha,Pune\n'.repeat(6_554))
        }
      } finally {
        closed = true
      }
    }
    const opened = await openCsv(source())
    if (!opened.ok) throw new Error(opened.code)
    for (let taken = 0; taken < 5_000; taken += 1) await opened.rows.next()
    expect(pulled).toBeLessThanOrEqual(4)
    await opened.rows.return()
    expect(closed).toBe(true)
  })
})
