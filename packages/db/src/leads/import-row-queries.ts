import { sql, type SQL } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Db, Reader, Tx } from '../driver/types.ts'

export interface RawRow extends Record<string, unknown> {
  row_no: number
  line: number
  raw: unknown
  problem: string | null
}
export async function insertRawRows(tx: Tx, importId: string, raw: readonly RawRow[]): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.import_rows (import_id, row_no, line, raw, problem)
        select ${importId}::uuid, row_no, line, raw, problem from ${recordset(raw, 'row_no int, line int, raw jsonb, problem text')}`,
  )
}

/** The next rows behind `after`, in the order of the file. */
export function readRawRows(reader: Reader, importId: string, after: number, limit: number): Promise<RawRow[]> {
  return rows<RawRow>(
    reader,
    sql`select row_no, line, raw, problem from leads.import_rows where import_id = ${importId}::uuid and row_no > ${after} order by row_no limit ${limit}`,
  )
}

export interface Tie extends Record<string, unknown> {
  kind: 'p' | 'e' | 'l'
  value: string
  row_no: number
}
/** Leads that hold one of these numbers or addresses already: they tie rows together that share no value themselves. */
export function leadTies(reader: Reader, ties: readonly Tie[]): Promise<{ kind: 'p' | 'e'; value: string; root_id: string }[]> {
  return rows<{ kind: 'p' | 'e'; value: string; root_id: string }>(
    reader,
    sql`select distinct r.kind, r.value, l.root_id::text as root_id from ${recordset(ties, 'kind text, value text')}
        join leads.contact_points p on p.kind = case r.kind when 'p' then 'phone' else 'email' end and p.value = r.value
        join leads.leads l on l.id = p.lead_id`,
  )
}

export async function insertTies(tx: Tx, importId: string, run: number, ties: readonly Tie[]): Promise<void> {
  await rows(
    tx,
    sql`insert into leads.import_values (import_id, run, kind, value, row_no)
        select ${importId}::uuid, ${run}, kind, value, row_no from ${recordset(ties, 'kind text, value text, row_no int')} on conflict do nothing`,
  )
}

/** Earlier rows of this run that share a value with these; rejected ones change nothing and are left out. */
export async function tiedRows(
  reader: Reader,
  importId: string,
  run: number,
  ties: readonly { kind: string; value: string }[],
  limit: number,
): Promise<number[]> {
  const found = await rows<{ row_no: number }>(
    reader,
    sql`select distinct v.row_no from ${recordset(ties, 'kind text, value text')}
        join leads.import_values v on v.import_id = ${importId}::uuid and v.run = ${run} and v.kind = r.kind and v.value = r.value
        order by v.row_no limit ${limit}`,
  )
  return found.map((row) => row.row_no)
}

/** Every value of these rows. */
export function tiesOfRows(reader: Reader, importId: string, run: number, rowNos: readonly number[]): Promise<Tie[]> {
  return rows<Tie>(
    reader,
    sql`select v.kind, v.value, v.row_no from ${recordset(
      rowNos.map((row_no) => ({ row_no })),
      'row_no int',
    )}
        join leads.import_values v on v.import_id = ${importId}::uuid and v.run = ${run} and v.row_no = r.row_no`,
  )
}

export function readRowsByNumber(reader: Reader, importId: string, rowNos: readonly number[]): Promise<RawRow[]> {
  return rows<RawRow>(
    reader,
    sql`select i.row_no, i.line, i.raw, i.problem from ${recordset(
      rowNos.map((row_no) => ({ row_no })),
      'row_no int',
    )}
        join leads.import_rows i on i.import_id = ${importId}::uuid and i.row_no = r.row_no order by i.row_no`,
  )
}

export interface PreviewedRow extends Record<string, unknown> {
  row_no: number
  outcome: string
  code: string | null
  duplicate_of_row: number | null
}
export async function writePreview(tx: Tx, importId: string, settled: readonly PreviewedRow[]): Promise<void> {
  await rows(
    tx,
    sql`update leads.import_rows i set preview_outcome = r.outcome, preview_code = r.code, duplicate_of_row = r.duplicate_of_row
        from ${recordset(settled, 'row_no int, outcome text, code text, duplicate_of_row int')}
        where i.import_id = ${importId}::uuid and i.row_no = r.row_no`,
  )
}

export interface AppliedRow extends Record<string, unknown> {
  row_no: number
  outcome: string
  error_code: string | null
  lead_id: string | null
  merge_id: string | null
  before: unknown
}
/**
 * What the rows came to, and for each the first row of the file about the same lead. Answers how many differ from their
 * preview.
 */
export async function writeOutcomes(tx: Tx, importId: string, applied: readonly AppliedRow[], now: Date): Promise<number> {
  // A lead that this chunk created cannot stand in an earlier row.
  const knownLeads = [
    ...new Set(
      applied.flatMap((row) => (row.lead_id === null || row.outcome === 'created' || row.outcome === 'shared-phone' ? [] : [row.lead_id])),
    ),
  ]
  const [drift] = await rows<{ n: number }>(
    tx,
    sql`with applied as (
          select *, min(row_no) over (partition by lead_id) as first_row
          from ${recordset(applied, 'row_no int, outcome text, error_code text, lead_id uuid, merge_id uuid, before jsonb', 'a')}),
        earlier as materialized (
          select e.lead_id, min(e.row_no) as row_no from leads.import_rows e
          where e.lead_id = any(${uuids(knownLeads)}) and e.import_id = ${importId}::uuid group by e.lead_id),
        written as (
          update leads.import_rows i set outcome = r.outcome, error_code = r.error_code, lead_id = r.lead_id, merge_id = r.merge_id, before = r.before,
            applied_at = ${now.toISOString()}::timestamptz,
            duplicate_of_row = case when r.lead_id is not null then nullif(least(r.first_row, e.row_no), r.row_no) end
          from applied r left join earlier e on e.lead_id = r.lead_id
          where i.import_id = ${importId}::uuid and i.row_no = r.row_no
          returning (i.outcome, i.error_code) is distinct from (i.preview_outcome, i.preview_code) as drifted)
        select (count(*) filter (where drifted))::int as n from written`,
  )
  return drift?.n ?? 0
}

export interface ListedRow extends Record<string, unknown> {
  row_no: number
  line: number
  raw: unknown
  problem: string | null
  preview_outcome: string | null
  preview_code: string | null
  outcome: string | null
  error_code: string | null
  duplicate_of_row: number | null
  lead_id: string | null
  undone_at: Date | null
  undo_note: string | null
}
export function pageRows(
  reader: Reader,
  importId: string,
  page: { after: number; limit: number; outcome?: string | undefined; of: 'preview' | 'commit' },
): Promise<ListedRow[]> {
  const where: SQL[] = [sql`import_id = ${importId}::uuid`, sql`row_no > ${page.after}`]
  if (page.outcome !== undefined) where.push(page.of === 'commit' ? sql`outcome = ${page.outcome}` : sql`preview_outcome = ${page.outcome}`)
  return rows<ListedRow>(
    reader,
    sql`select row_no, line, raw, problem, preview_outcome, preview_code, outcome, error_code, duplicate_of_row, lead_id, undone_at, undo_note
        from leads.import_rows where ${sql.join(where, sql` and `)} order by row_no limit ${page.limit}`,
  )
}

/** Deletes some rows of an import; fewer than `limit` answered means that none is left. */
export async function dropRows(tx: Tx, importId: string, limit: number): Promise<number> {
  const [dropped] = await rows<{ n: number }>(
    tx,
    sql`with gone as (delete from leads.import_rows where import_id = ${importId}::uuid
          and row_no in (select row_no from leads.import_rows where import_id = ${importId}::uuid order by row_no limit ${limit}) returning 1 as one)
        select count(*)::int as n from gone`,
  )
  return dropped?.n ?? 0
}
/** The same for the ties of its previews, of runs before `run`. */
export async function dropTies(tx: Tx, importId: string, beforeRun: number, limit: number): Promise<number> {
  const [dropped] = await rows<{ n: number }>(
    tx,
    sql`with gone as (delete from leads.import_values v using (
          select kind, value, row_no, run from leads.import_values where import_id = ${importId}::uuid and run < ${beforeRun} limit ${limit}) d
          where v.import_id = ${importId}::uuid and v.run = d.run and v.kind = d.kind and v.value = d.value and v.row_no = d.row_no returning 1 as one)
        select count(*)::int as n from gone`,
  )
  return dropped?.n ?? 0
}

/**
 * Has Postgres look at what a bulk load made of the tables. Plans made while they were small would otherwise be kept
 * until it comes round by itself, and read whole tables for every chunk meanwhile.
 */
export async function refreshStatistics(db: Db, phase: 'preview' | 'commit'): Promise<void> {
  if (phase === 'preview') await rows(db, sql`analyze leads.import_values, leads.import_rows`)
  else
    await rows(
      db,
      sql`analyze leads.leads, leads.contact_points, leads.intakes, leads.interests, leads.activities, leads.duplicate_candidates, leads.import_rows`,
    )
}
