import { importHeaderLimits } from '@mas/contracts/leads'
import { changeImport, findImport, insertRawRows, type ImportRecord, type RawRow } from '@mas/db/leads'
import { enqueue, inTx, notify, type Ctx } from '@mas/kernel'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { filesFor } from '../../files/index.ts'
import { CsvPlace } from '../import-file/csv-place.ts'
import type { ImportRow } from '../import-file/import-rows.ts'
import { suggestMapping } from '../import-file/map-columns.ts'
import { openLeadFile } from '../import-file/open-lead-file.ts'
import { resumeCsv } from '../import-file/read-csv.ts'
import { stageImport } from './import-jobs.ts'
import { importTopic } from './import-topic.ts'
import { jobShare } from './job-share.ts'

const batchRows = 1_000
const files = filesFor('leads')
const Header = z.array(z.string())

/**
 * Reads the file into rows, batch by batch; with each batch the place behind it is kept, and whoever comes next goes on from there. A
 * workbook can only be read from its start: its rows have the same numbers on every reading, so those that are there are skipped.
 * Memory holds one batch, however large the file.
 */
export async function stageFile(ctx: Ctx, importId: string): Promise<void> {
  const row = await findImport(ctx.db, importId)
  if (row === undefined || row.state !== 'uploaded' || row.staged_at !== null) return
  const file = await files.open(ctx, row.file_id)
  const source = resumed(row, file) ?? (await opened(row, file))
  if (typeof source === 'string') return fail(ctx, row, source)
  try {
    await stageRows(ctx, row, source)
  } finally {
    await source.rows.return()
  }
}

interface Source {
  readonly header: readonly string[]
  readonly rows: AsyncGenerator<ImportRow, void, undefined>
  readonly place?: () => CsvPlace
}

async function opened(row: ImportRecord, file: Blob): Promise<Source | string> {
  if (row.row_count === 0 && (await sha256Of(file)) !== row.file_sha256) return 'leads.import-unreadable'
  const source = await openLeadFile(file)
  if (!source.ok) return source.code
  if (!isTooWide(source.header)) return source
  await source.rows.return()
  return 'leads.import-header-too-wide'
}

/** Undefined where no place was kept, or one of other rows: by a release that knew of none. */
function resumed(row: ImportRecord, file: Blob): Source | undefined {
  if (row.read_place === null) return undefined
  const place = CsvPlace.parse(row.read_place)
  const header = Header.parse(row.header)
  return place.rowNo === row.row_count ? { header, ...resumeCsv(file, header, place) } : undefined
}

/** Nobody could map such a file, and every list of imports would carry its header along. */
function isTooWide(header: readonly string[]): boolean {
  return header.length > importHeaderLimits.columns || header.some((name) => name.length > importHeaderLimits.nameChars)
}

async function stageRows(ctx: Ctx, row: ImportRecord, { header, rows, place }: Source): Promise<void> {
  const mayGoOn = jobShare(ctx)
  let from = row.row_count
  let batch: RawRow[] = []
  for await (const one of rows) {
    if ('problem' in one && one.problem !== 'leads.row-malformed') return fail(ctx, row, one.problem)
    if (one.rowNo <= from) continue
    batch.push(rawRow(one))
    if (batch.length < batchRows) continue
    const readPlace = place?.()
    const handsOver = !mayGoOn() && readPlace !== undefined
    if (!(await stageBatch(ctx, row.id, { from, batch, header, readPlace: readPlace ?? null, handsOver })) || handsOver) return
    from += batch.length
    batch = []
  }
  await stageBatch(ctx, row.id, { from, batch, header, readPlace: null, isLast: true })
}

interface Batch {
  /** Rows that are there already. */
  readonly from: number
  readonly batch: readonly RawRow[]
  readonly header: readonly string[]
  readonly readPlace: CsvPlace | null
  readonly handsOver?: boolean
  readonly isLast?: boolean
}

/** False when another worker staged these rows, or the import was cancelled. */
async function stageBatch(ctx: Ctx, importId: string, { from, batch, header, readPlace, handsOver, isLast }: Batch): Promise<boolean> {
  return inTx(ctx, async (t) => {
    const now = t.clock.now()
    const first = from === 0 || isLast === true ? { header, suggested: suggestMapping(header) } : {}
    const moved = await changeImport(
      t.tx,
      importId,
      { states: ['uploaded'], rowCount: from },
      { rowCount: from + batch.length, readPlace, ...first, ...(isLast === true && { stagedAt: now }) },
      now,
    )
    if (moved === undefined) return false
    if (batch.length > 0) await insertRawRows(t.tx, importId, batch)
    if (handsOver === true) await enqueue(t, stageImport, { importId })
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
