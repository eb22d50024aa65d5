import { sql, type SQL } from 'drizzle-orm'
import { rows, texts } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

export interface ImportRecord extends Record<string, unknown> {
  id: string
  file_id: string
  file_name: string
  file_sha256: string
  platform: string
  created_by: string
  state: string
  allow_repeat: boolean
  header: unknown
  suggested: unknown
  mapping: unknown
  options: unknown
  plan_hash: string | null
  previewed_plan_hash: string | null
  row_count: number
  read_place: unknown
  staged_at: Date | null
  cursor: number
  preview_run: number
  replays_cut: number
  preview_counts: unknown
  counts: unknown
  undo_counts: unknown
  drift: number
  error_code: string | null
  report_file_id: string | null
  report_of: string | null
  created_at: Date
  previewed_at: Date | null
  committed_at: Date | null
  undone_at: Date | null
  rows_dropped_at: Date | null
}
const columns = sql.raw(
  `id, file_id, file_name, file_sha256, platform, created_by, state, allow_repeat, header, suggested, mapping, options, plan_hash, previewed_plan_hash, row_count, read_place, staged_at,
   cursor, preview_run, replays_cut, preview_counts, counts, undo_counts, drift, error_code, report_file_id, report_of, created_at, previewed_at, committed_at, undone_at, rows_dropped_at`,
)
const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`
const jsonb = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export interface ImportInsert {
  readonly id: string
  readonly fileId: string
  readonly fileName: string
  readonly fileSha256: string
  readonly platform: string
  readonly createdBy: string
  readonly allowRepeat: boolean
  readonly now: Date
}
export async function insertImport(tx: Tx, one: ImportInsert): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.imports (id, file_id, file_name, file_sha256, platform, created_by, state, allow_repeat, created_at, progress_at)
        values (${one.id}::uuid, ${one.fileId}::uuid, ${one.fileName}, ${one.fileSha256}, ${one.platform}, ${one.createdBy}::uuid, 'uploaded', ${one.allowRepeat}, ${instant(one.now)}, ${instant(one.now)})`,
  )
}

export async function findImport(reader: Reader, id: string): Promise<ImportRecord | undefined> {
  const [row] = await rows<ImportRecord>(reader, sql`select ${columns} from leads.imports where id = ${id}::uuid`)
  return row
}

/** Waits for the chunk at work, if any: what is read then stays so until this transaction ends. */
export async function lockImport(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  const [row] = await rows<ImportRecord>(tx, sql`select ${columns} from leads.imports where id = ${id}::uuid for update`)
  return row
}

/** True where another import of the same bytes was committed and not taken back. */
export async function isFileCommitted(reader: Reader, fileSha256: string, exceptId: string): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from leads.imports where file_sha256 = ${fileSha256} and id <> ${exceptId}::uuid and state in ('committing', 'paused', 'committed', 'undoing') limit 1`,
  )
  return found.length === 1
}

export interface ImportChange {
  readonly state?: string
  readonly header?: unknown
  readonly suggested?: unknown
  readonly mapping?: unknown
  readonly options?: unknown
  readonly planHash?: string
  readonly previewedPlanHash?: string | null
  readonly rowCount?: number
  /** Null: there is none, or none is needed any more. */
  readonly readPlace?: unknown
  readonly stagedAt?: Date
  readonly cursor?: number
  readonly nextPreviewRun?: true
  readonly replaysCut?: number
  readonly previewCounts?: unknown
  readonly counts?: unknown
  readonly undoCounts?: unknown
  readonly drift?: number
  readonly errorCode?: string
  readonly previewedAt?: Date
  readonly committedAt?: Date
  readonly undoneAt?: Date
}
/** Where the import must stand for a change to be made; somebody else may have moved it meanwhile. */
export interface ImportPlace {
  readonly states: readonly string[]
  readonly cursor?: number
  readonly rowCount?: number
}

/** Changes an import that stands where the caller saw it; undefined, and nothing changed, where it does not. */
export async function changeImport(
  tx: Tx,
  id: string,
  place: ImportPlace,
  change: ImportChange,
  now: Date,
): Promise<ImportRecord | undefined> {
  const set = [sql`progress_at = ${instant(now)}`, ...assignments(change)]
  const where = [sql`id = ${id}::uuid`, sql`state = any(${texts(place.states)})`]
  if (place.cursor !== undefined) where.push(sql`cursor = ${place.cursor}`)
  if (place.rowCount !== undefined) where.push(sql`row_count = ${place.rowCount} and staged_at is null`)
  const [row] = await rows<ImportRecord>(
    tx,
    sql`update leads.imports set ${sql.join(set, sql`, `)} where ${sql.join(where, sql` and `)} returning ${columns}`,
  )
  return row
}

function assignments(change: ImportChange): SQL[] {
  const set: SQL[] = []
  const put = (value: unknown, assignment: () => SQL) => {
    if (value !== undefined) set.push(assignment())
  }
  put(change.state, () => sql`state = ${change.state}`)
  put(change.header, () => sql`header = ${jsonb(change.header)}`)
  put(change.suggested, () => sql`suggested = ${jsonb(change.suggested)}`)
  put(change.mapping, () => sql`mapping = ${jsonb(change.mapping)}`)
  put(change.options, () => sql`options = ${jsonb(change.options)}`)
  put(change.planHash, () => sql`plan_hash = ${change.planHash}`)
  put(change.previewedPlanHash, () => sql`previewed_plan_hash = ${change.previewedPlanHash}`)
  put(change.rowCount, () => sql`row_count = ${change.rowCount}`)
  put(change.readPlace, () => sql`read_place = ${change.readPlace === null ? sql`null` : jsonb(change.readPlace)}`)
  put(change.cursor, () => sql`cursor = ${change.cursor}`)
  put(change.nextPreviewRun, () => sql`preview_run = preview_run + 1`)
  put(change.replaysCut, () => sql`replays_cut = ${change.replaysCut}`)
  put(change.previewCounts, () => sql`preview_counts = ${jsonb(change.previewCounts)}`)
  put(change.counts, () => sql`counts = ${jsonb(change.counts)}`)
  put(change.undoCounts, () => sql`undo_counts = ${jsonb(change.undoCounts)}`)
  put(change.drift, () => sql`drift = ${change.drift}`)
  put(change.errorCode, () => sql`error_code = ${change.errorCode}`)
  if (change.stagedAt !== undefined) set.push(sql`staged_at = ${instant(change.stagedAt)}`)
  if (change.previewedAt !== undefined) set.push(sql`previewed_at = ${instant(change.previewedAt)}`)
  if (change.committedAt !== undefined) set.push(sql`committed_at = ${instant(change.committedAt)}`)
  if (change.undoneAt !== undefined) set.push(sql`undone_at = ${instant(change.undoneAt)}`)
  return set
}

export interface ImportPage {
  readonly createdBy?: string | undefined
  readonly state?: string | undefined
  readonly beforeId?: string | undefined
  readonly limit: number
}
/** Newest first. */
export function pageImports(reader: Reader, page: ImportPage): Promise<ImportRecord[]> {
  const where: SQL[] = [sql`true`]
  if (page.createdBy !== undefined) where.push(sql`created_by = ${page.createdBy}::uuid`)
  if (page.state !== undefined) where.push(sql`state = ${page.state}`)
  if (page.beforeId !== undefined) where.push(sql`id < ${page.beforeId}::uuid`)
  return rows<ImportRecord>(
    reader,
    sql`select ${columns} from leads.imports where ${sql.join(where, sql` and `)} order by id desc limit ${page.limit}`,
  )
}

/** Imports that should be moving and have not for a while: their job was lost with its worker. */
export function stalledImports(reader: Reader, before: Date): Promise<{ id: string; state: string }[]> {
  return rows<{ id: string; state: string }>(
    reader,
    sql`select id, state from leads.imports
        where state in ('uploaded', 'previewing', 'committing', 'undoing') and (state <> 'uploaded' or staged_at is null) and progress_at < ${instant(before)}
        order by progress_at limit 200`,
  )
}

/** The report that now belongs to the import. `of` names what it tells: state and time of the rows. */
export async function setReport(tx: Tx, id: string, fileId: string, of: string): Promise<void> {
  await rows(tx, sql`update leads.imports set report_file_id = ${fileId}::uuid, report_of = ${of} where id = ${id}::uuid`)
}
/** True for the one caller who is to write the report named `of`. */
export async function claimReport(tx: Tx, id: string, of: string): Promise<boolean> {
  const claimed = await rows(
    tx,
    sql`update leads.imports set report_of = ${of}, report_file_id = null where id = ${id}::uuid and report_of is distinct from ${of} returning 1 as one`,
  )
  return claimed.length === 1
}

export function oldDrafts(reader: Reader, before: Date): Promise<{ id: string }[]> {
  return rows<{ id: string }>(
    reader,
    sql`select id from leads.imports where state in ('uploaded', 'mapped', 'previewed') and created_at < ${instant(before)} and rows_dropped_at is null limit 500`,
  )
}
/** Imports of which only the summary is still kept. */
export function importsWithOldRows(reader: Reader, before: Date): Promise<{ id: string }[]> {
  return rows<{ id: string }>(
    reader,
    sql`select id from leads.imports where rows_dropped_at is null and created_at < ${instant(before)} and state in ('committed', 'undone', 'cancelled', 'failed') limit 100`,
  )
}
export async function markRowsDropped(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, sql`update leads.imports set rows_dropped_at = ${instant(now)} where id = ${id}::uuid`)
}
