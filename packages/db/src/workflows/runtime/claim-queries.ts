import { sql, type SQL } from 'drizzle-orm'
import { rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

/** A cursor that this transaction holds, with what does not change while it is held. */
export interface ClaimedRow extends Record<string, unknown> {
  run_id: string
  node_id: string
  seq: number
  epoch: number
  lane: number
  wake_at: Date | null
  due_at: Date | null
  wait_kind: string | null
  wait_events: string[] | null
  entered_at: Date
  visits: unknown
  vars: unknown
  attempts: number
  suspect: number
  last_error: string | null
  workflow_id: string
  version_n: number
  subject_type: string
  subject_id: string
  entry_key: string
  source: string
  started_by: string | null
  started_at: Date
  holdout: boolean
  arm_trace: unknown
  depth: number
  causation: number
  parent_run_id: string | null
  parent_node_id: string | null
  parent_epoch: number | null
  state: string
  status: string
  sending_cap_per_minute: number | null
}
const cursorColumns = sql`run_id, node_id, seq, epoch, lane, wake_at, due_at, wait_kind, wait_events, entered_at, visits, vars, attempts, suspect, last_error`
const claimedColumns = sql`c.*, r.workflow_id, r.version_n, r.subject_type, r.subject_id, r.entry_key, r.source, r.started_by, r.started_at, r.holdout,
  r.arm_trace, r.depth, r.causation, r.parent_run_id, r.parent_node_id, r.parent_epoch, r.state, w.status, w.sending_cap_per_minute`

/**
 * The cursor's columns come from the lock itself, so they are as the last commit left them; the run's are read beside it. By their
 * key, row by row: the planner takes every claim for a full batch, and would rather walk a table of ten thousand runs than ask it for one.
 */
function claim(reader: Reader, locked: SQL): Promise<ClaimedRow[]> {
  return rows<ClaimedRow>(
    reader,
    sql`with c as materialized (${locked})
        select ${claimedColumns} from c cross join lateral (select * from workflows.runs x where x.id = c.run_id limit 1) r
        cross join lateral (select x.status, x.sending_cap_per_minute from workflows.workflows x where x.id = r.workflow_id limit 1) w
        order by c.wake_at, c.run_id`,
  )
}

/**
 * Due cursors of a lane that nobody else holds, the longest due first. `floor` spares the claim the dead entries of the index
 * below what was claimed last; suspects are left out, for they are taken alone.
 */
export function claimDue(tx: Tx, lane: number, floor: Date | null, now: Date, limit: number): Promise<ClaimedRow[]> {
  return claim(
    tx,
    sql`select ${cursorColumns} from workflows.cursors where lane = ${lane} and wake_at is not null and wake_at <= ${instant(now)}
        ${floor === null ? sql`` : sql`and wake_at >= ${instant(floor)}`} and suspect = 0
        order by wake_at limit ${limit} for update skip locked`,
  )
}

/** One due cursor of any control lane that went down with its process before. */
export function claimSuspect(tx: Tx, lanes: readonly number[], now: Date): Promise<ClaimedRow[]> {
  return claim(
    tx,
    sql`select ${cursorColumns} from workflows.cursors where lane in (${sql.join([...lanes], sql`, `)}) and wake_at is not null and wake_at <= ${instant(now)}
        and suspect > 0 order by wake_at limit 1 for update skip locked`,
  )
}

/** One cursor, if it is still due where it was seen and nobody holds it. */
export function claimOne(tx: Tx, runId: string, seq: number | null, now: Date): Promise<ClaimedRow[]> {
  return claim(
    tx,
    sql`select ${cursorColumns} from workflows.cursors where run_id = ${runId}::uuid and wake_at <= ${instant(now)}
        ${seq === null ? sql`` : sql`and seq = ${seq}::int`} for update skip locked`,
  )
}

/** Cursors for a verb or an ingest, which may wait for a loop; ascending, so that two of them never wait for each other. */
export function lockCursors(tx: Tx, runIds: readonly string[]): Promise<ClaimedRow[]> {
  return claim(tx, sql`select ${cursorColumns} from workflows.cursors where run_id = any(${uuids(runIds)}) order by run_id for update`)
}

/** Those of some cursors that nobody holds at this moment. */
export function lockFreeCursors(tx: Tx, runIds: readonly string[]): Promise<ClaimedRow[]> {
  return claim(
    tx,
    sql`select ${cursorColumns} from workflows.cursors where run_id = any(${uuids(runIds)}) order by run_id for update skip locked`,
  )
}

/** Where runs stand, for whoever only looks. */
export function lookAtCursors(reader: Reader, runIds: readonly string[]): Promise<ClaimedRow[]> {
  return claim(reader, sql`select ${cursorColumns} from workflows.cursors where run_id = any(${uuids(runIds)})`)
}

/** Ids of due cursors, read without a lock: whoever takes one asks again with its number. */
export function peekDue(
  reader: Reader,
  lane: number,
  floor: Date | null,
  now: Date,
  limit: number,
): Promise<{ run_id: string; seq: number; wake_at: Date }[]> {
  return rows(
    reader,
    sql`select run_id, seq, wake_at from workflows.cursors where lane = ${lane} and wake_at is not null and wake_at <= ${instant(now)}
        ${floor === null ? sql`` : sql`and wake_at >= ${instant(floor)}`} order by wake_at limit ${limit}`,
  )
}

/** When the next cursor of these lanes is to be looked at. */
export async function nextWake(reader: Reader, lanes: readonly number[], after: Date): Promise<Date | undefined> {
  const found = await rows<{ at: Date | null }>(
    reader,
    sql`select min(at) as at from (${sql.join(
      lanes.map(
        (lane) =>
          sql`(select wake_at as at from workflows.cursors where lane = ${lane} and wake_at is not null and wake_at > ${instant(after)} order by wake_at limit 1)`,
      ),
      sql` union all `,
    )}) next`,
  )
  return found[0]?.at ?? undefined
}
