import { findTask, findTaskRun, lockCursors, lockTask, type TaskRow } from '@mas/db/workflows'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { isInTeam } from '../../leads/index.ts'

/** The task with its run's cursor, both held; somebody else's is not there. The cursor comes first, as everywhere. */
export async function holdTask(t: TxCtx, taskId: string): Promise<TaskRow> {
  const place = await findTaskRun(t.tx, taskId)
  const seen = await findTask(t.tx, taskId)
  if (place === undefined || seen === undefined || !(await isTheirs(t, seen))) throw fail('workflows.task-not-found')
  await lockCursors(t.tx, [place.run_id])
  const task = await lockTask(t.tx, taskId)
  // Reassigned while we waited: it is somebody else's now.
  if (task === undefined || !(await isTheirs(t, task))) throw fail('workflows.task-not-found')
  if (task.state !== 'open') throw fail('workflows.task-closed', { state: task.state })
  return task
}

/** One's own, those of one's role, those of one's team, or any with a grant over all. */
async function isTheirs(ctx: Ctx | TxCtx, task: TaskRow): Promise<boolean> {
  const { actor, grant = [] } = ctx
  if (grant.includes('all')) return true
  if (actor.kind !== 'user') return false
  if (grant.includes('own') && (task.assignee_user_id === actor.userId || task.assignee_role === actor.role)) return true
  return grant.includes('team') && task.assignee_user_id !== null && isInTeam(ctx, actor.userId, task.assignee_user_id)
}
