import { countRuns, doubtfulEffects, pageRuns } from '@mas/db/workflows'
import type { Ctx } from '@mas/kernel'

/** More of one kind than this are not told apart: counting a million sleepers would be the heaviest statement on the page. */
const most = 10_000
const heldShown = 100

/** Part: for operators, how many runs of each workflow are under way or held, and those that somebody must look at. */
export async function runBoard(ctx: Pick<Ctx, 'db'>) {
  const [counts, held] = await Promise.all([countRuns(ctx.db, 50, most), pageRuns(ctx.db, { state: 'held' }, undefined, heldShown)])
  return {
    workflows: counts.map(({ workflow_id: workflowId, in_doubt: inDoubt, name, status, live, paused, failed, poison }) => ({
      workflowId,
      name,
      status,
      inDoubt,
      paused,
      failed,
      poison,
      underWay: Math.max(0, live - paused - failed - inDoubt - poison),
    })),
    held: held.map((run) => ({
      runId: run.id,
      workflowName: run.workflow_name,
      heldReason: run.held_reason,
      nodeId: run.node_id,
      lastError: run.last_error,
      startedAt: run.started_at.toISOString(),
    })),
  }
}

/** Part: the desk of hand-overs nobody knows the outcome of. */
export async function effectsInDoubt(ctx: Pick<Ctx, 'db'>, limit: number) {
  const found = await doubtfulEffects(ctx.db, limit)
  return found.map(({ run_id: id, kind, node_id: nodeId, since, reason }) => ({ id, what: `${kind} at ${nodeId}`, since, reason }))
}
