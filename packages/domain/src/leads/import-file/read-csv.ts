import type { CsvPlace } from './csv-place.ts'
import { CsvScanner } from './csv-scanner.ts'
import { csvText, type CsvText } from './csv-text.ts'
import { textFeed } from './decode-text.ts'
import { detectDelimiter } from './detect-delimiter.ts'
import { detectEncoding, looksBinary } from './detect-encoding.ts'
import {
  dropTrailingBlanks,
  fitToHeader,
  IMPORT_LIMITS,
  isBlank,
  withoutNul,
  type CsvRows,
  type ImportLimits,
  type ImportRow,
  type OpenedImport,
} from './import-rows.ts'
import { rechunk, TooManyBytes } from './rechunk.ts'

/**
 * Opens a CSV lead file and reads its header (product rule 9 of leads: encodings, delimiters, RFC 4180, 1,000,000 rows,
 * 250 MB). Rows come one at a time, and bytes are pulled only as rows are taken: memory is one chunk and one record, however
 * large the file. A bad record costs itself and never its neighbours (see CsvScanner). An error of the source is thrown on.
 */
export async function openCsv(source: AsyncIterable<Uint8Array>, limits: ImportLimits = IMPORT_LIMITS): Promise<OpenedImport> {
  const chunks = rechunk(source, limits.maxBytes)
  try {
    const opened = await openChunks(chunks, limits)
    if (!opened.ok) await chunks.return()
    return opened
  } catch (error) {
    if (error instanceof TooManyBytes) return { ok: false, code: 'leads.import-too-large' }
    throw error
  }
}

async function openChunks(chunks: AsyncGenerator<Uint8Array, void, undefined>, limits: ImportLimits): Promise<OpenedImport> {
  const first = await chunks.next()
  if (first.done === true) return { ok: false, code: 'leads.import-empty' }
  const { encoding, bomLength } = detectEncoding(first.value)
  if (looksBinary(first.value, encoding)) return { ok: false, code: 'leads.import-unreadable' }
  const start = { encoding, seenMultiByte: false }
  const head = withoutNul(textFeed(start).decode(first.value.subarray(bomLength)))
  // Only a file without a single line feed near its start uses the lone carriage return of old Macs.
  const eol = !head.includes('\n') && head.includes('\r') ? '\r' : '\n'
  const delimiter = detectDelimiter(head.slice(head.search(/[^\r\n]/)))
  const scanner = new CsvScanner({ delimiter, eol, maxRecordChars: limits.maxRecordChars })
  const feed = textFeed(start)
  const text = csvText(scanner, feed, follow(first.value.subarray(bomLength), chunks), { offset: bomLength, drop: 0 })
  const header = await readHeader(scanner, text)
  if (typeof header === 'string') return { ok: false, code: header }
  return {
    ok: true,
    format: 'csv',
    encoding: feed.state().encoding,
    header,
    ...readRows(scanner, text, { delimiter, eol, rowNo: 0 }, header.length, limits),
  }
}

/** Goes on behind a record whose place was kept; `file` and `header` are those it was kept for. */
export function resumeCsv(file: Blob, header: readonly string[], place: CsvPlace, limits: ImportLimits = IMPORT_LIMITS): CsvRows {
  const { delimiter, eol, rowNo, line, skippingLine, offset, chars, encoding, seenMultiByte } = place
  const scanner = new CsvScanner({ delimiter, eol, maxRecordChars: limits.maxRecordChars, line, skippingLine })
  const chunks = rechunk(file.slice(offset).stream(), limits.maxBytes - offset)
  const text = csvText(scanner, textFeed({ encoding, seenMultiByte }), chunks, { offset, drop: chars })
  return readRows(scanner, text, { delimiter, eol, rowNo }, header.length, limits)
}

async function* follow(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void, undefined>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first
    yield* rest
  } finally {
    await rest.return()
  }
}

async function readHeader(scanner: CsvScanner, text: CsvText): Promise<string[] | 'leads.import-empty' | 'leads.import-unreadable'> {
  for (;;) {
    const record = scanner.next()
    if (record === null) {
      if (!(await text.more())) return 'leads.import-empty'
    } else if ('reason' in record) return 'leads.import-unreadable'
    else if (!record.cells.every(isBlank)) return dropTrailingBlanks(record.cells).map((cell) => cell.trim())
  }
}

function readRows(
  scanner: CsvScanner,
  text: CsvText,
  from: Pick<CsvPlace, 'delimiter' | 'eol' | 'rowNo'>,
  width: number,
  limits: ImportLimits,
): CsvRows {
  let rowNo = from.rowNo
  const misfits = (cells: string[]) => cells.length < width || cells.slice(width).some((cell) => !isBlank(cell))
  async function* rows(): AsyncGenerator<ImportRow, void, undefined> {
    let line = 1
    try {
      for (;;) {
        const record = scanner.next(misfits)
        if (record === null) {
          if (await text.more()) continue
          if (rowNo === 0) yield { rowNo, line, problem: 'leads.import-empty' }
          return
        }
        line = record.line
        if ('cells' in record && record.cells.every(isBlank)) continue
        rowNo += 1
        if (rowNo > limits.maxRows) {
          yield { rowNo, line, problem: 'leads.import-too-large' }
          return
        }
        if ('reason' in record) yield { rowNo, line, problem: 'leads.row-malformed', reason: record.reason, raw: record.raw }
        else if (fitToHeader(record.cells, width) === 'fits') yield { rowNo, line, cells: record.cells }
        else yield { rowNo, line, problem: 'leads.row-malformed', reason: 'too-many-cells', raw: record.cells.join(' | ').slice(0, 500) }
      }
    } catch (error) {
      if (!(error instanceof TooManyBytes)) throw error
      yield { rowNo: rowNo + 1, line, problem: 'leads.import-too-large' }
    } finally {
      await text.close()
    }
  }
  return { delimiter: from.delimiter, rows: rows(), place: () => ({ ...from, ...text.place(), ...scanner.standing, rowNo }) }
}
