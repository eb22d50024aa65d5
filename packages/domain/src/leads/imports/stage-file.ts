import { importHeaderLimits } from '@mas/contracts/leads'
import { changeImport, findImport, insertRawRows, type ImportRecord, type RawRow } from '@mas/db/leads'
import { inTx, notify, type Ctx } from '@mas/kernel'
import { createHash } from 'node:crypto'
import { filesFor } from '../../files/index.ts'
import type { ImportRow } from '../import-file/import-rows.ts'
import { suggestMapping } from '../import-file/map-columns.ts'
import { openLeadFile } from '../import-file/open-lead-file.ts'
import { importTopic } from './import-topic.ts'

const batchRows = 1_000
const files = filesFor('leads')

/**
 * Reads the file into rows, batch by batch. Numbers of rows are the same on every reading, so after a stop the rows
 * that are there already are skipped. Memory holds one batch, however large the file.
 */
export async function stageFile(ctx: Ctx, importId: string): Promise<void> {
  const row = await findImport(ctx.db, importId)
  if (row === undefined || row.state !== 'uploaded' || row.staged_at !== null) return
  const file = await files.open(ctx, row.file_id)
  if (row.row_count === 0 && (await sha256Of(file)) !== row.file_sha256) return fail(ctx, row, 'leads.import-unreadable')
  const opened = await openLeadFile(file)
  if (!opened.ok) return fail(ctx, row, opened.code)
  try {
    if (isTooWide(opened.header)) return await fail(ctx, row, 'leads.import-header-too-wide')
    await stageRows(ctx, row, opened.header, opened.rows)
  } finally {
    await opened.rows.return()
  }
}

/** Nobody could map such a file, and every list of imports would carry its header along. */
function isTooWide(header: readonly string[]): boolean {
  return header.length > importHeaderLimits.columns || header.some((name) => name.length > importHeaderLimits.nameChars)
}

async function stageRows(ctx: Ctx, row: ImportRecord, header: readonly string[], rows: AsyncIterable<ImportRow>): Promise<void> {
  let staged = row.row_count
  let batch: RawRow[] = []
  for await (const one of rows) {
    if ('problem' in one && one.problem !== 'leads.row-malformed') return fail(ctx, row, one.problem)
    if (one.rowNo <= staged) continue
    batch.push(rawRow(one))
    if (batch.length < batchRows) continue
    if (!(await stageBatch(ctx, row.id, header, staged, batch))) return
    staged += batch.length
    batch = []
  }
  await stageBatch(ctx, row.id, header, staged, batch, true)
}

/** False when another worker staged these rows, or the import was cancelled. */
async function stageBatch(
  ctx: Ctx,
  importId: string,
  header: readonly string[],
  from: number,
  batch: readonly RawRow[],
  isLast = false,
): Promise<boolean> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const first = from === 0 || isLast ? { header, suggested: suggestMapping(header) } : {}
    const moved = await changeImport(
      t.tx,
      importId,
      { states: ['uploaded'], rowCount: from },
      { rowCount: from + batch.length, ...first, ...(isLast && { stagedAt: now }) },
      now,
    )
    if (moved === undefined) return false
    if (batch.length > 0) await insertRawRows(t.tx, importId, batch)
    await notify(t, importTopic(importId))
    return true
  })
}

async function fail(ctx: Ctx, row: ImportRecord, errorCode: string): Promise<void> {
  await inTx(ctx, async (t) => {
    await changeImport(t.tx, row.id, { states: ['uploaded'] }, { state: 'failed', errorCode }, t.clock.now())
    await notify(t, importTopic(row.id))
  })
}

/** Half of a surrogate pair can stand in a workbook, but not in a database. */
function rawRow(row: ImportRow): RawRow {
  const place = { row_no: row.rowNo, line: row.line }
  if ('cells' in row) return { ...place, raw: row.cells.map((cell) => cell.toWellFormed()), problem: null }
  return 'reason' in row
    ? { ...place, raw: { reason: row.reason, raw: row.raw.toWellFormed() }, problem: row.problem }
    : { ...place, raw: [], problem: row.problem }
}

async function sha256Of(file: Blob): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of file.stream()) hash.update(piece)
  return hash.digest('hex')
}
