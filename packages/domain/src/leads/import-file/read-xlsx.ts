import { HucreError } from 'hucre'
import { streamXlsxRows } from 'hucre/xlsx'
import {
  dropTrailingBlanks,
  fitToHeader,
  IMPORT_LIMITS,
  isBlank,
  withoutNul,
  type ImportFileCode,
  type ImportLimits,
  type ImportRow,
  type OpenedImport,
} from './import-rows.ts'
import { repackedZip } from './repacked-zip.ts'
import { readZipDirectory, ZIP_LIMITS, ZipRefused, type ZipLimits } from './zip-directory.ts'

type SheetRow = { index: number; values: readonly unknown[] }

/**
 * Opens the first sheet of an XLSX lead file and reads its header (product rule 9 of leads). Takes a Blob because a zip's
 * directory is at its end: a file on disk (`Bun.file`, `fs.openAsBlob`) is sliced, not loaded. Memory is the shared strings
 * plus about a mebibyte of rows. Refuses zip bombs: 500 MiB unpacked (actual, not claimed) and 2,000 members.
 */
export async function openXlsx(file: Blob, limits: ImportLimits & ZipLimits = { ...IMPORT_LIMITS, ...ZIP_LIMITS }): Promise<OpenedImport> {
  if (file.size > limits.maxBytes) return { ok: false, code: 'leads.import-too-large' }
  const demand = demandGate()
  let rows: AsyncGenerator<SheetRow, void, undefined> | undefined
  try {
    const members = await readZipDirectory(file, limits)
    rows = streamXlsxRows(repackedZip(file, members, demand.wait))
    for (;;) {
      const row = await demand.during(() => rows?.next())
      if (row === undefined || row.done === true) return { ok: false, code: 'leads.import-empty' }
      const header = dropTrailingBlanks(row.value.values.map(cellText)).map((cell) => cell.trim())
      if (header.length > 0) return { ok: true, format: 'xlsx', header, rows: readRows(rows, demand, header.length, limits) }
    }
  } catch (error) {
    await rows?.return().catch(() => undefined)
    return { ok: false, code: fileCode(error) }
  }
}

async function* readRows(
  rows: AsyncGenerator<SheetRow, void, undefined>,
  demand: ReturnType<typeof demandGate>,
  width: number,
  limits: ImportLimits,
): AsyncGenerator<ImportRow, void, undefined> {
  let rowNo = 0
  let line = 1
  try {
    for (;;) {
      const row = await demand.during(() => rows.next())
      if (row.done === true) break
      line = lineOf(row.value)
      const cells = row.value.values.map(cellText)
      if (cells.every(isBlank)) continue
      rowNo += 1
      if (rowNo > limits.maxRows) {
        yield { rowNo, line, problem: 'leads.import-too-large' }
        return
      }
      if (fitToHeader(cells, width) === 'fits') yield { rowNo, line, cells }
      else yield { rowNo, line, problem: 'leads.row-malformed', reason: 'too-many-cells', raw: cells.join(' | ').slice(0, 500) }
    }
    if (rowNo === 0) yield { rowNo, line, problem: 'leads.import-empty' }
  } catch (error) {
    yield { rowNo: rowNo + 1, line, problem: fileCode(error) }
  } finally {
    await rows.return().catch(() => undefined)
  }
}

/** A sheet ends at row 1,048,576; a row that says it lies elsewhere was not written by a spreadsheet. */
function lineOf({ index }: SheetRow): number {
  if (!(Number.isInteger(index) && index >= 0 && index < 1_048_576)) throw new ZipRefused('leads.import-unreadable')
  return index + 1
}

/**
 * A cell as the text a CSV export of it would hold. Whole numbers come out in full, so that a phone kept as a number survives;
 * dates as ISO dates.
 */
function cellText(value: unknown): string {
  if (typeof value === 'string') return withoutNul(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value.toFixed(0) : String(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().replace('T00:00:00.000Z', '')
  return ''
}

function fileCode(error: unknown): ImportFileCode {
  if (error instanceof ZipRefused) return error.code
  if (error instanceof HucreError || error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError)
    return 'leads.import-unreadable'
  throw error
}

/** Lets the sheet's bytes through only while somebody waits for a row that is not already parsed. */
function demandGate() {
  let waiting = false
  let wake: (() => void) | null = null
  return {
    async during<T>(ask: () => T): Promise<Awaited<T>> {
      waiting = true
      wake?.()
      try {
        return await ask()
      } finally {
        waiting = false
      }
    },
    wait: async (): Promise<void> => {
      for (;;) {
        if (!waiting)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        wake = null
        // A parsed row is handed over before the next turn of the event loop; who still waits then needs more bytes.
        await new Promise<void>((resolve) => {
          setImmediate(resolve)
        })
        if (waiting) return
      }
    },
  }
}
