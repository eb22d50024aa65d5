import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../../rows.ts'
import type { Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface CursorWrite extends Record<string, unknown> {
  readonly run_id: string
  readonly node_id: string
  readonly seq: number
  readonly epoch: number
  readonly lane: number
  readonly wake_at: string | null
  readonly due_at: string | null
  readonly wait_kind: string | null
  readonly wait_events: readonly string[] | null
  readonly entered_at: string
  readonly visits: unknown
  readonly vars: unknown
  readonly attempts: number
  readonly last_error: string | null
}

export interface StepWrite extends Record<string, unknown> {
  readonly run_id: string
  readonly seq: number
  readonly at: string
  readonly planned_at: string
  readonly node_id: string
  readonly node_type: string
  readonly epoch: number
  readonly handle: string
  readonly trace: unknown
}
export interface StatWrite extends Record<string, unknown> {
  readonly workflow_id: string
  readonly version_n: number
  readonly node_id: string
  readonly handle: string
  readonly day: string
  readonly left: number
  readonly finished: number
  readonly goals: number
  readonly dwell_ms: number
}

/** One hand-over, as the step that made it puts it on record. */
export interface EffectWrite extends Record<string, unknown> {
  readonly run_id: string
  readonly node_id: string
  readonly epoch: number
  readonly kind: string
  readonly key: string
  readonly target_ref: string | null
  readonly state: string
  readonly rank: number
  readonly request_hash: string | null
  readonly reason: string | null
  readonly response: unknown
  readonly deferred_until: string | null
}

export interface MoveWrites {
  /** Where runs stand now; the caller holds their cursors. What went well is no suspect any more. */
  readonly cursors: readonly CursorWrite[]
  readonly steps?: readonly StepWrite[]
  readonly stats?: readonly StatWrite[]
  /** A hand-over that is on record already stays as it is. */
  readonly effects?: readonly EffectWrite[]
  /** Runs that end: the cursor and the mailbox go, open tasks close. */
  readonly ended?: readonly FinishWrite[]
}

/**
 * What became of claimed runs, however many, in one statement: a step that commits alone costs what its statements cost. The ids are
 * named twice, for from a set of records alone the planner would rather walk a small table of cursors, dead rows included. Answers
 * the ids of those that ended now and were not over before.
 */
export async function writeMoves(
  tx: Tx,
  { cursors, steps = [], stats = [], effects = [], ended = [] }: MoveWrites,
  now: Date,
): Promise<string[]> {
  const parts = [
    ...(cursors.length === 0 ? [] : [sql`moved as (${cursorUpdate(cursors)})`]),
    ...(steps.length === 0 ? [] : [sql`passed as (${stepInsert(steps)})`]),
    ...(stats.length === 0 ? [] : [sql`counted as (${statInsert(stats)})`]),
    ...(effects.length === 0 ? [] : [sql`handed as (${effectInsert(effects, now)})`]),
  ]
  if (ended.length > 0) parts.push(...endingParts(ended, now))
  else if (parts.length === 0) return []
  const over = ended.length > 0 ? sql`select id from over` : sql`select null::uuid as id limit 0`
  const answered = await rows<{ id: string }>(tx, sql`with ${sql.join(parts, sql`, `)} ${over}`)
  return answered.map(({ id }) => id)
}

const cursorUpdate = (cursors: readonly CursorWrite[]) =>
  sql`update workflows.cursors c set node_id = r.node_id, seq = r.seq, epoch = r.epoch, lane = r.lane, wake_at = r.wake_at, due_at = r.due_at,
        wait_kind = r.wait_kind, wait_events = r.wait_events, entered_at = r.entered_at, visits = r.visits, vars = r.vars, attempts = r.attempts,
        suspect = 0, last_error = r.last_error
      from ${recordset(
        [...cursors],
        `run_id uuid, node_id text, seq int, epoch int, lane smallint, wake_at timestamptz, due_at timestamptz, wait_kind text, wait_events text[],
         entered_at timestamptz, visits jsonb, vars jsonb, attempts smallint, last_error text`,
      )} where c.run_id = any(${uuids(cursors.map(({ run_id }) => run_id))}) and c.run_id = r.run_id`

const stepInsert = (steps: readonly StepWrite[]) =>
  sql`insert into workflows.steps (run_id, seq, at, planned_at, node_id, node_type, epoch, handle, trace)
      select run_id, seq, at, planned_at, node_id, node_type, epoch, handle, trace
      from ${recordset(
        [...steps],
        'run_id uuid, seq int, at timestamptz, planned_at timestamptz, node_id text, node_type text, epoch int, handle text, trace jsonb',
      )}`

const statInsert = (stats: readonly StatWrite[]) =>
  sql`insert into workflows.stat_deltas (workflow_id, version_n, node_id, handle, day, left_count, finished, goals, dwell_ms)
      select r.workflow_id, r.version_n, r.node_id, r.handle, r.day, sum(r."left"), sum(r.finished), sum(r.goals), sum(r.dwell_ms)
      from ${recordset(
        [...stats],
        'workflow_id uuid, version_n int, node_id text, handle text, day date, "left" int, finished int, goals int, dwell_ms int8',
      )} group by 1, 2, 3, 4, 5`

const effectInsert = (effects: readonly EffectWrite[], now: Date) =>
  sql`insert into workflows.effects (run_id, node_id, epoch, kind, key, target_ref, state, rank, request_hash, reason, response, deferred_until, handed_at, updated_at)
      select run_id, node_id, epoch, kind, key, target_ref, state, rank, request_hash, reason, response, deferred_until, ${instant(now)}, ${instant(now)}
      from ${recordset(
        [...effects],
        `run_id uuid, node_id text, epoch int, kind text, key text, target_ref text, state text, rank smallint, request_hash text, reason text, response jsonb,
         deferred_until timestamptz`,
      )} on conflict on constraint effects_pkey do nothing`

export interface FinishWrite extends Record<string, unknown> {
  readonly run_id: string
  readonly outcome: string
  readonly arms: unknown
  readonly holdout: boolean
}

function endingParts(runs: readonly FinishWrite[], now: Date) {
  const ids = uuids(runs.map(({ run_id }) => run_id))
  return [
    sql`closed as (update workflows.tasks set state = 'closed', closed_at = ${instant(now)} where run_id = any(${ids}) and state = 'open')`,
    sql`gone as (delete from workflows.cursors where run_id = any(${ids}))`,
    sql`read as (delete from workflows.mailbox where run_id = any(${ids}))`,
    sql`over as (
      update workflows.runs x set state = 'finished', held_reason = null, outcome = r.outcome, finished_at = ${instant(now)}, arm_trace = r.arms, holdout = r.holdout
      from ${recordset([...runs], 'run_id uuid, outcome text, arms jsonb, holdout boolean')}
      where x.id = any(${ids}) and x.id = r.run_id and x.state <> 'finished' returning x.id)`,
  ]
}

/** A person has to look: the run keeps its cursor, which nobody wakes. */
export async function holdRuns(tx: Tx, runs: readonly { readonly run_id: string; readonly reason: string }[]): Promise<string[]> {
  if (runs.length === 0) return []
  const held = await rows<{ id: string }>(
    tx,
    sql`with asleep as (update workflows.cursors set wake_at = null where run_id = any(${uuids(runs.map(({ run_id }) => run_id))}))
        update workflows.runs x set state = 'held', held_reason = r.reason from ${recordset([...runs], 'run_id uuid, reason text')}
        where x.id = r.run_id and x.state = 'live' returning x.id`,
  )
  return held.map(({ id }) => id)
}

/** Splits that were passed. */
export async function writeArms(tx: Tx, runs: readonly { run_id: string; arms: unknown; holdout: boolean }[]): Promise<void> {
  if (runs.length === 0) return
  await rows(
    tx,
    sql`update workflows.runs x set arm_trace = r.arms, holdout = r.holdout from ${recordset([...runs], 'run_id uuid, arms jsonb, holdout boolean')} where x.id = r.run_id`,
  )
}

/**
 * Cursors of runs that are held, or whose workflow does not run now: put aside as they come due, so that pausing is one row and not a
 * million. A workflow that is resumed at this very moment waits for us, or we leave its cursors due: one put aside behind the back
 * of the resuming would never be woken.
 */
export async function setAside(tx: Tx, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return
  await rows(
    tx,
    sql`with mine as materialized (select id, workflow_id, state from workflows.runs where id = any(${uuids(runIds)})),
          resting as materialized (
            select id from workflows.workflows where id in (select workflow_id from mine) and status = 'paused' for share skip locked)
        update workflows.cursors set wake_at = null where run_id in (
          select id from mine where state <> 'live' or workflow_id in (select id from resting))`,
  )
}

/** Brings the look forward; what a wait is due at stays. */
export async function wakeCursors(tx: Tx, runIds: readonly string[], now: Date): Promise<void> {
  if (runIds.length === 0) return
  await rows(
    tx,
    sql`update workflows.cursors c set wake_at = ${instant(now)} from workflows.runs r
        where c.run_id = any(${uuids(runIds)}) and r.id = c.run_id and r.state = 'live' and (c.wake_at is null or c.wake_at > ${instant(now)})`,
  )
}

/** Tells every loop of every process, when this transaction commits. */
export async function notifyLoops(tx: Tx): Promise<void> {
  await rows(tx, sql`select pg_notify('workflows', '')`)
}
