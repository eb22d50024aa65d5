import type { CsvPlace } from './csv-place.ts'

/** Limits of one lead file (product rule 9 of leads). */
export const IMPORT_LIMITS = { maxRows: 1_000_000, maxBytes: 250 * 1024 * 1024, maxRecordChars: 65_536 } as const
export type ImportLimits = { readonly maxRows: number; readonly maxBytes: number; readonly maxRecordChars: number }

/** Why one record cannot be read; the rest of the file is unaffected. */
export type MalformedReason =
  | 'unterminated-quote'
  | 'text-after-closing-quote'
  | 'quote-in-unquoted-cell'
  | 'too-many-cells'
  | 'multi-line-with-wrong-cell-count'
  | 'record-too-long'

/** Why a whole file cannot be read, or not further. */
export type ImportFileCode = 'leads.import-unreadable' | 'leads.import-empty' | 'leads.import-too-large'

/**
 * One data record. `rowNo` counts records after the header from 1, malformed ones included and wholly blank lines left out, and
 * is the same on every reading of the file. `line` is the physical line (CSV) or sheet row (XLSX) it starts on, from 1.
 */
export type ImportRow =
  | { rowNo: number; line: number; cells: string[] }
  | { rowNo: number; line: number; problem: 'leads.row-malformed'; reason: MalformedReason; raw: string }
  /** Always the last one: what follows is not read. */
  | { rowNo: number; line: number; problem: ImportFileCode }

type Rows = AsyncGenerator<ImportRow, void, undefined>
export type CsvRows = {
  delimiter: string
  rows: Rows
  /** Behind the row that was taken last; {@link resumeCsv} goes on from there. */
  place: () => CsvPlace
}
export type OpenedImport =
  | ({ ok: true; format: 'csv'; encoding: string; header: string[] } & CsvRows)
  | { ok: true; format: 'xlsx'; header: string[]; rows: Rows }
  | { ok: false; code: ImportFileCode }

/** Drops the blank cells at the end; spreadsheets leave a trailing delimiter on every line. Changes and returns the array given. */
export function dropTrailingBlanks(cells: string[], downTo = 0): string[] {
  while (cells.length > downTo && isBlank(cells[cells.length - 1])) cells.pop()
  return cells
}

export function isBlank(cell: string | undefined): boolean {
  return cell === undefined || cell === '' || cell.trim() === ''
}

/**
 * Brings a record to the width of the header, or says that it cannot be. Missing cells at the end are blank (many tools drop
 * them); surplus blank cells are dropped; a surplus cell with text means an unquoted delimiter shifted the columns, and
 * guessing which would file a phone under a city.
 */
export function fitToHeader(cells: string[], width: number): 'fits' | 'too-many-cells' {
  if (cells.length > width) dropTrailingBlanks(cells, width)
  if (cells.length > width) return 'too-many-cells'
  while (cells.length < width) cells.push('')
  return 'fits'
}

/** Postgres text and jsonb hold no NUL, and no lead's name has one. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}
