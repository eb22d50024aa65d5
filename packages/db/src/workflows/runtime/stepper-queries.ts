import { sql } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** Says which runs a loop is about to hold, so that one which takes its process down is found. Commits by itself. */
export async function declareBatch(db: Reader, loopId: string, process: string, runIds: readonly string[], now: Date): Promise<void> {
  await rows(
    db,
    sql`insert into workflows.steppers (loop_id, process, backend_pid, run_ids, at)
        values (${loopId}::uuid, ${process}, pg_backend_pid(), ${uuids(runIds)}, ${instant(now)})
        on conflict on constraint steppers_pkey do update set run_ids = excluded.run_ids, at = excluded.at, backend_pid = excluded.backend_pid`,
  )
}

export async function leaveBatch(db: Reader, loopIds: readonly string[]): Promise<void> {
  await rows(db, sql`delete from workflows.steppers where loop_id = any(${uuids(loopIds)})`)
}

/**
 * A loop that declared runs and was silent since is gone with its process. Those of its runs that did not move are suspects. Answers
 * what was marked.
 */
export function markSuspects(tx: Tx, silentSince: Date, now: Date): Promise<{ run_id: string; suspect: number }[]> {
  return rows(
    tx,
    sql`with gone as (
          delete from workflows.steppers where loop_id in (
            select loop_id from workflows.steppers where at < ${instant(silentSince)} for update skip locked) returning run_ids, at),
        marked as (select distinct on (run_id) run_id, at from gone, unnest(run_ids) as run_id order by run_id, at desc)
        update workflows.cursors c set suspect = suspect + 1 from marked m
        where c.run_id in (select c2.run_id from workflows.cursors c2 join marked m2 on m2.run_id = c2.run_id
            where c2.wake_at <= ${instant(now)} for update of c2 skip locked)
          and m.run_id = c.run_id and c.wake_at <= m.at
        returning c.run_id, c.suspect`,
  )
}

/** The time of the database, for a process to set its clock by. The one place of the engine that asks it. */
export async function databaseNow(db: Reader): Promise<Date> {
  const [row] = await rows<{ at: Date }>(db, sql`select clock_timestamp() as at`)
  return row === undefined ? new Date(Number.NaN) : new Date(row.at)
}

export interface LatenessRow extends Record<string, unknown> {
  lane: number
  due: number
  oldest: Date | null
}
/** How much is due and since when, counted up to a bound. */
export function backlog(db: Reader, now: Date): Promise<LatenessRow[]> {
  return rows<LatenessRow>(
    db,
    sql`select lane, count(*)::int as due, min(wake_at) as oldest from (
          select lane, wake_at from workflows.cursors where lane in (0, 1, 2) and wake_at is not null and wake_at <= ${instant(now)} order by wake_at limit 10000) due
        group by lane`,
  )
}
