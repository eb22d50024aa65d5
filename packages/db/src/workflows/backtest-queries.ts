import { sql } from 'drizzle-orm'
import { rows, texts, uuids } from '../rows.ts'
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

export interface LoggedRow extends Record<string, unknown> {
  event_id: string
  subject_id: string
  name: string
  occurred_at: Date
  data: unknown
}
export interface ReplayedEvent extends LoggedRow {
  /** A run of the workflow that is replayed caused it. */
  own: boolean
}
/** Of events that were logged before it was: the run that caused them, as they tell it themselves. */
const causingRun = sql`case when e.name in ('leads.tagged', 'leads.status-changed') then e.data -> 'origin' ->> 'runId'
  when e.name = 'workflows.enrolment-finished' then e.data ->> 'runId' end`
/** What happened to some people in a range, in order. */
export function eventsOf(
  reader: Reader,
  workflowId: string,
  type: string,
  ids: readonly string[],
  from: Date,
  to: Date,
): Promise<ReplayedEvent[]> {
  return rows<ReplayedEvent>(
    reader,
    sql`select e.event_id, e.subject_id, e.name, e.occurred_at, e.data,
          coalesce(e.caused_by, (select r.workflow_id from workflows.runs r where r.id = (${causingRun})::uuid)) is not distinct from ${workflowId}::uuid as own
        from workflows.event_log e
        where e.subject_type = ${type} and e.subject_id = any(${uuids(ids)}) and e.occurred_at >= ${instant(from)} and e.occurred_at < ${instant(to)}
        order by e.subject_id, e.occurred_at, e.event_id`,
  )
}

/** Of some people, those with events in a range. */
export async function subjectsWithEvents(reader: Reader, type: string, ids: readonly string[], from: Date, to: Date): Promise<Set<string>> {
  const found = await rows<{ subject_id: string }>(
    reader,
    sql`select distinct subject_id from workflows.event_log where subject_type = ${type} and subject_id = any(${uuids(ids)})
          and occurred_at >= ${instant(from)} and occurred_at < ${instant(to)}`,
  )
  return new Set(found.map(({ subject_id }) => subject_id))
}

/** Some kinds of events of some people, however old, in order. */
export function toldChanges(reader: Reader, type: string, ids: readonly string[], names: readonly string[]): Promise<LoggedRow[]> {
  return rows<LoggedRow>(
    reader,
    sql`select event_id, subject_id, name, occurred_at, data from workflows.event_log
        where subject_type = ${type} and subject_id = any(${uuids(ids)}) and name = any(${texts(names)}) order by subject_id, occurred_at, event_id`,
  )
}

/** The newest run of each entry key that these people began before an instant. */
export function runsBefore(
  reader: Reader,
  workflowId: string,
  type: string,
  ids: readonly string[],
  before: Date,
): Promise<{ subject_id: string; entry_key: string; finished_at: Date | null }[]> {
  return rows(
    reader,
    sql`select distinct on (subject_id, entry_key) subject_id, entry_key, finished_at from workflows.runs
        where subject_type = ${type} and subject_id = any(${uuids(ids)}) and workflow_id = ${workflowId}::uuid and started_at < ${instant(before)}
        order by subject_id, entry_key, started_at desc, id desc`,
  )
}

/** When these people were in other workflows of a group. */
export function rivalRuns(
  reader: Reader,
  at: { readonly group: string; readonly besides: string; readonly type: string; readonly from: Date; readonly to: Date },
  ids: readonly string[],
): Promise<{ id: string; subject_id: string; started_at: Date; finished_at: Date | null }[]> {
  return rows(
    reader,
    sql`select id, subject_id, started_at, finished_at from workflows.runs
        where subject_type = ${at.type} and subject_id = any(${uuids(ids)}) and mutex_group = ${at.group} and workflow_id <> ${at.besides}::uuid
          and started_at < ${instant(at.to)} and (finished_at is null or finished_at > ${instant(at.from)}) order by id`,
  )
}

/** When the runs of a workflow that were under way at an instant came to their end. */
export async function endsOfLive(reader: Reader, workflowId: string, at: Date): Promise<(Date | null)[]> {
  const found = await rows<{ finished_at: Date | null }>(
    reader,
    sql`select finished_at from workflows.runs where workflow_id = ${workflowId}::uuid and started_at < ${instant(at)}
          and (finished_at is null or finished_at > ${instant(at)})`,
  )
  return found.map(({ finished_at }) => finished_at)
}

export interface AskedRun extends Record<string, unknown> {
  id: string
  subject_id: string
  entry_key: string
  source: string
  started_at: Date
}
/** Runs of a range that somebody asked for: by hand, by an import or by another workflow. */
export function pageAsked(
  reader: Reader,
  workflowId: string,
  from: Date,
  to: Date,
  after: string | undefined,
  limit: number,
): Promise<AskedRun[]> {
  const behind = after === undefined ? sql`true` : sql`id > ${after}::uuid`
  return rows<AskedRun>(
    reader,
    sql`select id, subject_id, entry_key, source, started_at from workflows.runs where workflow_id = ${workflowId}::uuid and ${behind}
          and source in ('demand', 'import', 'parent') and started_at >= ${instant(from)} and started_at < ${instant(to)} order by id limit ${limit}`,
  )
}

/** The same of some people. */
export function askedOf(
  reader: Reader,
  workflowId: string,
  type: string,
  ids: readonly string[],
  from: Date,
  to: Date,
): Promise<AskedRun[]> {
  return rows<AskedRun>(
    reader,
    sql`select id, subject_id, entry_key, source, started_at from workflows.runs where subject_type = ${type} and subject_id = any(${uuids(ids)})
          and workflow_id = ${workflowId}::uuid and source in ('demand', 'import', 'parent')
          and started_at >= ${instant(from)} and started_at < ${instant(to)} order by started_at, id`,
  )
}
