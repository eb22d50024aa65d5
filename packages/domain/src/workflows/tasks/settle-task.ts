import { effectRank } from '@mas/contracts/workflows'
import { addVars, notifyLoops, settleEffect, wakeCursors, type TaskRow } from '@mas/db/workflows'
import type { TxCtx } from '@mas/kernel'

/** Tells the waiting run what became of its task. The caller holds the run's cursor, then the task. */
export async function settleTask(
  t: TxCtx,
  task: Pick<TaskRow, 'run_id' | 'node_id' | 'epoch'>,
  result: string,
  form: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const now = t.clock.now()
  const place = { runId: task.run_id, nodeId: task.node_id, epoch: task.epoch }
  if (Object.keys(form).length > 0) await addVars(t.tx, place, form)
  await settleEffect(t.tx, { ...place, state: 'accepted', rank: effectRank.accepted, result }, now)
  await wakeCursors(t.tx, [task.run_id], now)
  await notifyLoops(t.tx)
}
