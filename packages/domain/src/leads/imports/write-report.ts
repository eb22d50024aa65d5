import { errorCatalogue } from '@mas/contracts/catalogue'
import { findImport, pageRows, setReport, type ImportRecord, type ListedRow } from '@mas/db/leads'
import { inTx, notify, type Ctx } from '@mas/kernel'
import { filesFor } from '../../files/index.ts'
import { exportRow } from '../csv-export.ts'
import { importOf, RawCells } from './import-model.ts'
import { importTopic } from './import-topic.ts'

const files = filesFor('leads')
const pageSize = 1_000

/** What a report tells: it is written anew whenever the rows have moved on, and after the old file was dropped. */
export function reportName(row: ImportRecord): string {
  return `${row.state}:${row.preview_run}:${row.cursor}`
}

/** Writes the report page by page into a file of its own. */
export async function writeReport(ctx: Ctx, importId: string, of: string): Promise<void> {
  const row = await findImport(ctx.db, importId)
  if (row === undefined || row.report_of !== of || row.report_file_id !== null) return
  const fileId = await files.putGenerated(
    ctx,
    { purpose: 'export', ownerRef: `import:${importId}`, name: `${row.file_name.replace(/\.[^.]*$/, '')}-report.csv` },
    reportBytes(ctx, row),
  )
  await inTx(ctx, async (t) => {
    await setReport(t.tx, importId, fileId, of)
    await notify(t, importTopic(importId))
  })
}

async function* reportBytes(ctx: Ctx, row: ImportRecord): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const header = importOf(row).header ?? []
  // With the mark, spreadsheets read the file as UTF-8.
  yield encoder.encode(`\ufeff${exportRow(['row', 'line', ...header, 'outcome', 'reason', 'same person as row', 'undo'])}`)
  let after = 0
  for (;;) {
    const page = await pageRows(ctx.db, row.id, { after, limit: pageSize, of: 'commit' })
    if (page.length > 0) yield encoder.encode(page.map((one) => exportRow(reportCells(one, header.length))).join(''))
    if (page.length < pageSize) return
    after = page.at(-1)?.row_no ?? after
  }
}

function reportCells(row: ListedRow, width: number): (string | number | null)[] {
  const cells = RawCells.parse(row.raw)
  const shown = Array.isArray(cells) ? cells : [cells.raw]
  const padded = Array.from({ length: width }, (_, at) => shown[at] ?? '')
  const code = row.outcome === null ? row.preview_code : row.error_code
  return [
    row.row_no,
    row.line,
    ...padded,
    row.outcome ?? row.preview_outcome,
    code === null ? null : `${code}: ${meaningOf(code)}`,
    row.duplicate_of_row,
    row.undo_note ?? (row.undone_at === null ? null : 'undone'),
  ]
}

function meaningOf(code: string): string {
  return new Map<string, readonly [string, string]>(Object.entries(errorCatalogue)).get(code)?.[1] ?? ''
}
