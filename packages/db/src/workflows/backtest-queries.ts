import { sql } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import type { Reader, Tx } from '../driver/types.ts'

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
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function insertBacktest(
  tx: Tx,
  made: { id: string; workflowId: string; requestHash: string; versionHash: string; seed: string; request: unknown; by: string; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.backtests (id, workflow_id, request_hash, version_hash, seed, request, requested_by, created_at)
        values (${made.id}::uuid, ${made.workflowId}::uuid, ${made.requestHash}, ${made.versionHash}, ${made.seed}, ${json(made.request)}, ${made.by}, ${instant(made.at)})`,
  )
}

export async function findBacktest(reader: Reader, id: string): Promise<BacktestRow | undefined> {
  const [found] = await rows<BacktestRow>(
    reader,
    sql`select id, workflow_id, version_hash, seed, request, state, report, report_hash, created_at, finished_at from workflows.backtests where id = ${id}::uuid`,
  )
  return found
}

export async function finishBacktest(tx: Tx, id: string, report: unknown, hash: string, approximate: boolean, at: Date): Promise<void> {
  await rows(
    tx,
    sql`update workflows.backtests set state = 'done', report = ${json(report)}, report_hash = ${hash}, approximate = ${approximate}, finished_at = ${instant(at)}
        where id = ${id}::uuid and state <> 'done'`,
  )
}

/** Whether any event of a range is kept. */
export async function hasEvents(reader: Reader, type: string, from: Date, to: Date): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from workflows.event_log where subject_type = ${type} and occurred_at >= ${instant(from)} and occurred_at < ${instant(to)} limit 1`,
  )
  return found.length > 0
}

/** People with events in a range, by id, a page at a time. */
export async function pageSubjects(
  reader: Reader,
  type: string,
  from: Date,
  to: Date,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const behind = after === undefined ? sql`true` : sql`subject_id > ${after}::uuid`
  const found = await rows<{ subject_id: string }>(
    reader,
    sql`select distinct subject_id from workflows.event_log
        where subject_type = ${type} and ${behind} and occurred_at >= ${instant(from)} and occurred_at < ${instant(to)} order by subject_id limit ${limit}`,
  )
  return found.map(({ subject_id }) => subject_id)
}

export interface ReplayedEvent extends Record<string, unknown> {
  event_id: string
  subject_id: string
  name: string
  occurred_at: Date
  data: unknown
}
/** What happened to some people in a range, in order. */
export function eventsOf(reader: Reader, type: string, ids: readonly string[], from: Date, to: Date): Promise<ReplayedEvent[]> {
  return rows<ReplayedEvent>(
    reader,
    sql`select event_id, subject_id, name, occurred_at, data from workflows.event_log
        where subject_type = ${type} and subject_id = any(${uuids(ids)}) and occurred_at >= ${instant(from)} and occurred_at < ${instant(to)}
        order by subject_id, occurred_at, event_id`,
  )
}
