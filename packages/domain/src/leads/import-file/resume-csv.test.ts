import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { CsvPlace } from './csv-place.ts'
import { openLeadFile } from './open-lead-file.ts'
import type { CsvRows, ImportRow } from './import-rows.ts'
import { resumeCsv } from './read-csv.ts'

const encodings = {
  'utf-8': (text: string) => new TextEncoder().encode(text),
  'utf-8 with a mark': (text: string) => new TextEncoder().encode(`\ufeff${text}`),
  'utf-16le': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  // The first broken byte is far behind the head, or comes after real UTF-8.
  'ascii, then windows-1252': (text: string) =>
    Buffer.concat([Buffer.from('Name,City\nAsha,Pune\n'.padEnd(100_000, 'Asha,Pune\n')), Buffer.from(text, 'latin1')]),
  'utf-8 with broken bytes': (text: string) =>
    Buffer.concat([new TextEncoder().encode(text), Buffer.from('\nRen\xe9,x\n', 'latin1'), new TextEncoder().encode(text)]),
} as const

// Long enough that a file has several chunks, and dense enough that their bounds fall into characters, quotes and line ends.
const block = fc
  .array(
    fc.constantFrom(
      'Asha Rao,Pune',
      'आशा,😀😀',
      '"two\r\nlines, and ""quotes"" 😀",पुणे',
      'a "stray quote,x',
      '"never closed,x',
      'too,many,cells',
      ',',
      '',
      `${'é'.repeat(700)},y`,
      '"a"b,text behind a quote',
    ),
    { minLength: 5, maxLength: 40 },
  )
  .map((lines) => lines.join('\n'))

test('a CSV that is read in many lives, each from the place that the one before kept, has the rows of one reading', async () => {
  await fc.assert(
    fc.asyncProperty(
      block,
      fc.constantFrom(...Object.values(encodings)),
      fc.constantFrom(66_000, 140_000),
      fc.array(fc.integer({ min: 1, max: 2_500 }), { minLength: 1, maxLength: 6 }),
      async (lines, encode, chars, lives) => {
        const many = `${lines}\n`.repeat(Math.ceil(chars / (lines.length + 1)))
        // Whoever has a NUL in the first chunk is no text.
        const file = new Blob([encode(`Name,City\n${many}N\0UL,\0\n${lines}`)])
        // Thousands of rows: telling how they differ would take longer than reading them.
        expect(Bun.deepEquals(await readInLives(file, lives), await readInLives(file, []))).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)

async function readInLives(file: Blob, lives: readonly number[]): Promise<ImportRow[]> {
  const opened = await openLeadFile(file)
  if (!opened.ok || opened.format !== 'csv') throw new Error('it is no CSV')
  const rows: ImportRow[] = []
  let source: CsvRows = opened
  for (const many of [...lives, Infinity]) {
    const before = rows.length
    for await (const row of source.rows) {
      rows.push(row)
      if (rows.length - before >= many) break
    }
    if (rows.length > before) source = resumeCsv(file, opened.header, CsvPlace.parse(JSON.parse(JSON.stringify(source.place()))))
  }
  return rows
}

test('the rest of a line that was given up is skipped in the next life as well', async () => {
  const long = `Asha,${'x'.repeat(300_000)}`
  const file = new Blob([`Name,City\n${long}\nRavi,Pune\n`])
  const rows = await readInLives(file, [1])
  expect(rows).toEqual(await readInLives(file, []))
  expect(rows).toMatchObject([
    { rowNo: 1, line: 2, reason: 'record-too-long' },
    { rowNo: 2, line: 3, cells: ['Ravi', 'Pune'] },
  ])
})

test('a broken byte means the same in the next life: UTF-8 that was seen once is remembered', async () => {
  const plain = 'Asha,Pune\n'.repeat(12_000)
  const file = new Blob([`Name,City\nनाम,पुणे\n${plain}`, Uint8Array.of(0x52, 0xe9), ',é\n'])
  const rows = await readInLives(file, [11_000])
  expect(rows.at(-1)).toMatchObject({ rowNo: 12_002, cells: ['Ré', 'é'] })
  expect(Bun.deepEquals(rows, await readInLives(file, []))).toBe(true)
})
