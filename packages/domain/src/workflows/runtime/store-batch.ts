import { effectRank, enrolmentFinished, runHeld } from '@mas/contracts/workflows'
import {
  holdRuns,
  keepRequest,
  markConsumed,
  writeArms,
  writeMoves,
  type ClaimedRow,
  type CursorWrite,
  type EffectWrite,
  type FinishWrite,
} from '@mas/db/workflows'
import { emitMany, type TxCtx } from '@mas/kernel'
import { effectKey, type HandOver } from '../engine/settlement.ts'
import type { Advanced, Cursor, Vars } from '../engine/state.ts'

export interface Moved {
  readonly row: ClaimedRow
  readonly advanced: Advanced
  /** What the steps that were carried out gave away. */
  readonly handed?: readonly Handed[]
}

/** A hand-over with the step that made it. */
export interface Handed extends HandOver {
  readonly nodeId: string
  readonly epoch: number
}

/** Writes what became of claimed runs: a statement for each kind of write, however many runs there are. */
export async function storeBatch(t: TxCtx, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return
  const ended = moved.filter(({ advanced }) => advanced.move.kind === 'finish')
  const going = moved.filter(({ advanced }) => advanced.move.kind !== 'finish')
  const cursors = going.map(({ row, advanced }) => cursorWrite(row.run_id, advanced.cursor))
  const over = ended.flatMap(endingOf)
  const written = { cursors, steps: moved.flatMap(stepsOf), stats: moved.flatMap(statsOf), effects: moved.flatMap(effectsOf) }
  const gone = await writeMoves(t.tx, { ...written, ended: over.map(({ write }) => write) }, t.clock.now())
  await markConsumed(
    t.tx,
    going.flatMap(({ row, advanced }) => advanced.consumed.map(({ eventId, seq }) => ({ run_id: row.run_id, event_id: eventId, seq }))),
  )
  await writeArms(
    t.tx,
    going
      .filter(({ row, advanced }) => Object.keys(advanced.arms).length > Object.keys(Object(row.arm_trace)).length)
      .map(({ row, advanced }) => ({ run_id: row.run_id, arms: advanced.arms, holdout: advanced.holdout })),
  )
  await hold(t, going)
  await tellEnded(t, over, new Set(gone))
}

export function cursorWrite(runId: string, cursor: Cursor): CursorWrite {
  return {
    run_id: runId,
    node_id: cursor.nodeId,
    seq: cursor.seq,
    epoch: cursor.epoch,
    lane: cursor.lane,
    wake_at: cursor.wakeAt?.toISOString() ?? null,
    due_at: cursor.dueAt?.toISOString() ?? null,
    wait_kind: cursor.waitKind,
    wait_events: cursor.waitEvents,
    entered_at: cursor.enteredAt.toISOString(),
    visits: cursor.visits,
    vars: cursor.vars,
    attempts: cursor.attempts,
    last_error: cursor.lastError,
  }
}

function stepsOf({ row, advanced }: Moved) {
  return advanced.steps.map((step) => ({
    run_id: row.run_id,
    seq: step.seq,
    at: step.at.toISOString(),
    planned_at: step.plannedAt.toISOString(),
    node_id: step.nodeId,
    node_type: step.nodeType,
    epoch: step.epoch,
    handle: step.handle,
    trace: step.trace,
  }))
}

function statsOf({ row, advanced }: Moved) {
  return advanced.stats.map((stat) => ({
    workflow_id: row.workflow_id,
    version_n: row.version_n,
    node_id: stat.nodeId,
    handle: stat.handle,
    day: stat.day,
    left: stat.left,
    finished: stat.finished,
    goals: stat.goals,
    dwell_ms: stat.dwellMs,
  }))
}

function effectsOf({ row: { run_id }, handed = [] }: Moved): EffectWrite[] {
  return handed.map(({ nodeId, epoch, kind, targetRef, state = 'handed', requestHash, request, deferredUntil, reason }) => ({
    run_id,
    node_id: nodeId,
    epoch,
    kind,
    key: effectKey(run_id, nodeId, epoch),
    target_ref: targetRef,
    state,
    rank: effectRank[state],
    request_hash: requestHash ?? null,
    reason: reason ?? null,
    response: request ?? null,
    deferred_until: deferredUntil?.toISOString() ?? null,
  }))
}

const subjectOf = (row: ClaimedRow) => ({ runId: row.run_id, workflowId: row.workflow_id, subjectId: row.subject_id })

async function hold(t: TxCtx, going: readonly Moved[]): Promise<void> {
  const stuck = going.flatMap(({ row, advanced }) =>
    advanced.move.kind === 'hold' ? [{ row, advanced, reason: advanced.move.reason }] : [],
  )
  await holdRuns(
    t.tx,
    stuck.map(({ row, reason }) => ({ run_id: row.run_id, reason })),
  )
  await emitMany(
    t,
    runHeld,
    stuck.map(({ row, advanced, reason }) => ({
      ...subjectOf(row),
      subjectType: typeOf(row),
      nodeId: advanced.cursor.nodeId,
      reason,
    })),
  )
}

interface Ended {
  readonly row: ClaimedRow
  readonly vars: Vars
  readonly write: FinishWrite
}

function endingOf({ row, advanced: { move, arms, holdout, cursor } }: Moved): Ended[] {
  return move.kind === 'finish' ? [{ row, vars: cursor.vars, write: { run_id: row.run_id, outcome: move.outcome, arms, holdout } }] : []
}

/** Tells of runs that ended now; one that was over before is not told of twice. */
async function tellEnded(t: TxCtx, ended: readonly Ended[], gone: ReadonlySet<string>): Promise<void> {
  const now = t.clock.now()
  for (const { row, vars } of ended.filter(({ row: { run_id } }) => gone.has(run_id))) await leaveVars(t, row, vars)
  await emitMany(
    t,
    enrolmentFinished,
    ended
      .filter(({ row }) => gone.has(row.run_id))
      .map(({ row, write: { outcome } }) => ({
        ...subjectOf(row),
        subjectType: typeOf(row),
        version: row.version_n,
        outcome,
        ...(row.parent_run_id !== null &&
          row.parent_node_id !== null &&
          row.parent_epoch !== null && { origin: { runId: row.parent_run_id, nodeId: row.parent_node_id, epoch: row.parent_epoch } }),
        startedAt: row.started_at.toISOString(),
        finishedAt: now.toISOString(),
        depth: row.causation,
      })),
  )
}

/** What a sub-workflow found out stays with the step that asked for it, until the run above takes it over. */
async function leaveVars(t: TxCtx, row: ClaimedRow, vars: Vars): Promise<void> {
  const { parent_run_id: runId, parent_node_id: nodeId, parent_epoch: epoch } = row
  if (runId === null || nodeId === null || epoch === null) return
  const own = Object.fromEntries(Object.entries(vars).filter(([name]) => !name.startsWith('$')))
  await keepRequest(t.tx, { runId, nodeId, epoch }, { vars: own })
}

/** A check constraint holds the column to these words; the event's schema parses it again. */
function typeOf(row: ClaimedRow): 'lead' | 'user' | 'candidate' {
  return row.subject_type as 'lead' | 'user' | 'candidate'
}
