import { sql } from 'drizzle-orm'
import { rows, texts } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface BacktestRow extends Record<string, unknown> {
  id: string
  workflow_id: string
  version_hash: string
  seed: string
  request: unknown
  state: string
  report: unknown
  report_hash: string | null
  created_at: Date
  finished_at: Date | null
}
const jsonb = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function insertBacktest(
  tx: Tx,
  made: {
    readonly id: string
    readonly workflowId: string
    readonly requestHash: string
    readonly versionHash: string
    readonly seed: string
    readonly request: unknown
    readonly requestedBy: string
  },
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.backtests (id, workflow_id, request_hash, version_hash, seed, request, requested_by, created_at)
        values (${made.id}::uuid, ${made.workflowId}::uuid, ${made.requestHash}, ${made.versionHash}, ${made.seed}, ${jsonb(made.request)},
          ${made.requestedBy}, ${instant(now)})`,
  )
}

export async function findBacktest(reader: Reader, id: string): Promise<BacktestRow | undefined> {
  const [found] = await rows<BacktestRow>(
    reader,
    sql`select id, workflow_id, version_hash, seed, request, state, report, report_hash, created_at, finished_at from workflows.backtests where id = ${id}::uuid`,
  )
  return found
}

export async function finishBacktest(tx: Tx, id: string, report: unknown, hash: string, approximate: boolean, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update workflows.backtests set state = 'done', report = ${jsonb(report)}, report_hash = ${hash}, approximate = ${approximate}, finished_at = ${instant(now)}
        where id = ${id}::uuid and state <> 'done'`,
  )
}

/** Whether any event of a range is kept. */
export async function hasHistory(reader: Reader, from: Date, to: Date): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 from workflows.event_log where occurred_at >= ${instant(from)} and occurred_at < ${instant(to)} limit 1`,
  )
  return found.length > 0
}

/** People whom one of these events concerned in a range, a page at a time. */
export async function concernedBy(
  reader: Reader,
  type: string,
  names: readonly string[],
  range: { readonly from: Date; readonly to: Date },
  after: string | null,
  limit: number,
): Promise<string[]> {
  const found = await rows<{ subject_id: string }>(
    reader,
    sql`select distinct subject_id from workflows.event_log
        where name = any(${texts(names)}) and occurred_at >= ${instant(range.from)} and occurred_at < ${instant(range.to)} and subject_type = ${type}
          ${after === null ? sql`` : sql`and subject_id > ${after}::uuid`} order by subject_id limit ${limit}`,
  )
  return found.map(({ subject_id }) => subject_id)
}

export interface HistoryRow extends Record<string, unknown> {
  event_id: string
  name: string
  occurred_at: Date
  data: unknown
}
/** Everything that happened to a person in a range, in order. */
export function historyOf(
  reader: Reader,
  type: string,
  subjectId: string,
  range: { readonly from: Date; readonly to: Date },
): Promise<HistoryRow[]> {
  return rows<HistoryRow>(
    reader,
    sql`select event_id, name, occurred_at, data from workflows.event_log
        where subject_type = ${type} and subject_id = ${subjectId}::uuid and occurred_at >= ${instant(range.from)} and occurred_at < ${instant(range.to)}
        order by occurred_at, event_id`,
  )
}
