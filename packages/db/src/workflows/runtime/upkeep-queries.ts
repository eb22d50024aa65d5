import { sql } from 'drizzle-orm'
import { rows, texts, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** Adds appended counts to the sums; answers how many there were. One folder at a time. */
export async function foldStats(tx: Tx, limit: number): Promise<number> {
  const [done] = await rows<{ n: number }>(
    tx,
    sql`with taken as (
          delete from workflows.stat_deltas where n in (select n from workflows.stat_deltas order by n limit ${limit} for update skip locked)
          returning workflow_id, version_n, node_id, handle, day, left_count, finished, goals, dwell_ms),
        summed as (
          select workflow_id, version_n, node_id, handle, day, sum(left_count) as l, sum(finished) as f, sum(goals) as g, sum(dwell_ms) as d
          from taken group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5),
        folded as (
          insert into workflows.node_stats as s (workflow_id, version_n, node_id, handle, day, left_count, finished, goals, dwell_ms)
          select * from summed
          on conflict on constraint node_stats_pkey do update set left_count = s.left_count + excluded.left_count, finished = s.finished + excluded.finished,
            goals = s.goals + excluded.goals, dwell_ms = s.dwell_ms + excluded.dwell_ms)
        select count(*)::int as n from taken`,
  )
  return done?.n ?? 0
}

/** Cursors that a pause put aside, back on their way: overdue ones spread over a time, so that they do not leave all at once. */
export async function restoreCursors(
  tx: Tx,
  workflowId: string,
  afterId: string | null,
  limit: number,
  now: Date,
  spreadMs: number,
): Promise<{ last: string | null; restored: number }> {
  const found = await rows<{ run_id: string }>(
    tx,
    sql`select r.id as run_id from workflows.runs r where r.workflow_id = ${workflowId}::uuid and r.state = 'live'
          ${afterId === null ? sql`` : sql`and r.id > ${afterId}::uuid`} order by r.id limit ${limit}`,
  )
  const last = found.at(-1)?.run_id ?? null
  const restored = await rows(
    tx,
    sql`update workflows.cursors c set wake_at = case when c.due_at is not null and c.due_at > ${instant(now)} then c.due_at
            else ${instant(now)} + make_interval(secs => ${spreadMs / 1000}::float8 * ((hashtextextended(c.run_id::text, 0) & 1023)::float8 / 1024)) end
        where c.run_id in (select run_id from workflows.cursors where run_id = any(${uuids(found.map(({ run_id }) => run_id))}) and wake_at is null
          order by run_id for update) returning c.run_id`,
  )
  return { last: found.length < limit ? null : last, restored: restored.length }
}

export async function ensurePartitions(tx: Tx, log: 'steps' | 'event_log', ats: readonly Date[]): Promise<void> {
  await rows(
    tx,
    sql`select workflows.ensure_partition(${log}, at::timestamptz) from unnest(${texts(ats.map((at) => at.toISOString()))}) as at`,
  )
}

export async function dropPartitions(tx: Tx, log: 'steps' | 'event_log', before: Date): Promise<string[]> {
  const [found] = await rows<{ names: string[] }>(tx, sql`select workflows.drop_partitions(${log}, ${instant(before)}) as names`)
  return found?.names ?? []
}

export interface DueSchedule extends Record<string, unknown> {
  workflow_id: string
  trigger_ix: number
  next_at: Date
  cron: string
  zone: string
}
type SchedulePlace = Pick<DueSchedule, 'workflow_id' | 'trigger_ix'>
export function dueSchedules(reader: Reader, now: Date, limit: number): Promise<SchedulePlace[]> {
  return rows(
    reader,
    sql`select workflow_id, trigger_ix from workflows.schedules_due where next_at <= ${instant(now)} order by next_at limit ${limit}`,
  )
}
/** Locks a schedule that is still due; undefined while somebody else has it in hand. */
export async function claimSchedule(tx: Tx, place: SchedulePlace, now: Date): Promise<DueSchedule | undefined> {
  const [due] = await rows<DueSchedule>(
    tx,
    sql`select workflow_id, trigger_ix, next_at, cron, zone from workflows.schedules_due
        where workflow_id = ${place.workflow_id}::uuid and trigger_ix = ${place.trigger_ix}::int and next_at <= ${instant(now)} for update skip locked`,
  )
  return due
}
export async function moveSchedule(tx: Tx, row: { workflow_id: string; trigger_ix: number }, nextAt: Date): Promise<void> {
  await rows(
    tx,
    sql`update workflows.schedules_due set next_at = ${instant(nextAt)} where workflow_id = ${row.workflow_id}::uuid and trigger_ix = ${row.trigger_ix}::int`,
  )
}
