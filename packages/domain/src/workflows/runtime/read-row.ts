import { RunSource, SubjectType, WaitKind, EffectState, lanes, type Lane } from '@mas/contracts/workflows'
import type { ClaimedRow, EffectRow, MailRow } from '@mas/db/workflows'
import type { Cursor, EffectView, Json, Mail, RunFacts, Vars } from '../engine/state.ts'

/** Check constraints and our own writes hold these columns to JSON objects. */
function objectOf<T>(stored: unknown): Readonly<Record<string, T>> {
  return stored as Readonly<Record<string, T>>
}
/** jsonb holds JSON. */
function jsonOf(stored: unknown): Json {
  return stored as Json
}
const laneOf = (n: number): Lane => (n === lanes.act ? lanes.act : n === lanes.bulk ? lanes.bulk : lanes.control)

export function cursorOf(row: ClaimedRow): Cursor {
  return {
    nodeId: row.node_id,
    seq: row.seq,
    epoch: row.epoch,
    lane: laneOf(row.lane),
    wakeAt: row.wake_at,
    dueAt: row.due_at,
    waitKind: row.wait_kind === null ? null : WaitKind.parse(row.wait_kind),
    waitEvents: row.wait_events,
    enteredAt: row.entered_at,
    visits: objectOf<number>(row.visits),
    vars: objectOf<Json>(row.vars) satisfies Vars,
    attempts: row.attempts,
    lastError: row.last_error,
  }
}

export function runOf(row: ClaimedRow): RunFacts {
  return {
    runId: row.run_id,
    workflowId: row.workflow_id,
    subjectType: SubjectType.parse(row.subject_type),
    subjectId: row.subject_id,
    entryKey: row.entry_key,
    source: RunSource.parse(row.source),
    startedAt: row.started_at,
    holdout: row.holdout,
    arms: objectOf<string>(row.arm_trace),
  }
}

export function mailOf(row: MailRow): Mail {
  return { eventId: row.event_id, name: row.name, occurredAt: row.occurred_at, data: jsonOf(row.data), consumedSeq: row.consumed_seq }
}

export function effectOf(row: EffectRow): EffectView {
  return { state: EffectState.parse(row.state), result: row.result, reason: row.reason, doubtSince: row.doubt_since }
}
