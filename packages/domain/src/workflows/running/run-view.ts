import { HeldReason, RunSource, RunState, SubjectType, WaitKind, type Run } from '@mas/contracts/workflows'
import type { EffectOfRun, RunRow, StepRow } from '@mas/db/workflows'

const iso = (at: Date | null) => at?.toISOString() ?? null

export function runView(row: RunRow): Run {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    version: row.version_n,
    subjectType: SubjectType.parse(row.subject_type),
    subjectId: row.subject_id,
    source: RunSource.parse(row.source),
    state: RunState.parse(row.state),
    heldReason: row.held_reason === null ? null : HeldReason.parse(row.held_reason),
    outcome: row.outcome,
    nodeId: row.node_id,
    waitKind: row.wait_kind === null ? null : WaitKind.parse(row.wait_kind),
    dueAt: row.wait_kind === null ? null : iso(row.due_at),
    holdout: row.holdout,
    startedAt: row.started_at.toISOString(),
    finishedAt: iso(row.finished_at),
  }
}

export function stepView(row: StepRow) {
  return {
    seq: row.seq,
    nodeId: row.node_id,
    nodeType: row.node_type,
    epoch: row.epoch,
    handle: row.handle,
    plannedAt: row.planned_at.toISOString(),
    at: row.at.toISOString(),
  }
}

export function effectView(row: EffectOfRun) {
  return {
    nodeId: row.node_id,
    epoch: row.epoch,
    kind: row.kind,
    key: row.key,
    targetRef: row.target_ref,
    state: row.state,
    result: row.result,
    reason: row.reason,
    deferredUntil: iso(row.deferred_until),
    handedAt: row.handed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
