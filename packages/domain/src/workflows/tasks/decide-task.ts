import { DecideTaskInput, Task } from '@mas/contracts/workflows'
import { closeTask, decisionsOf, findTask, insertDecision, type TaskRow } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { formIssues } from './form-rules.ts'
import { holdTask } from './reach-task.ts'
import { settleTask } from './settle-task.ts'
import { taskView } from './task-view.ts'

export const decideTask = command({
  verb: 'workflows.decide-task',
  summary: 'Does a task, or approves or rejects; the run goes on once enough people agreed, and at the first rejection.',
  permission: 'workflows.decide-task',
  refuses: [
    'workflows.task-not-found',
    'workflows.task-closed',
    'workflows.already-decided',
    'workflows.own-request',
    'workflows.form-invalid',
  ],
  input: DecideTaskInput,
  output: Task,
  run: async (t, { taskId, decision, note, form }) => {
    const task = await holdTask(t, taskId)
    const userId = t.actor.kind === 'user' ? t.actor.userId : undefined
    if (userId === undefined) throw fail('workflows.task-not-found')
    if (task.kind === 'approval' && task.requested_by === userId) throw fail('workflows.own-request')
    const issues = [...decisionIssues(task, decision), ...formIssues(task.form, form)]
    if (issues.length > 0) throw fail('workflows.form-invalid', { issues })
    const now = t.clock.now()
    await insertDecision(t.tx, { taskId, userId, decision, note: note ?? null, form }, now)
    const result = resultOf(task, await decisionsOf(t.tx, taskId))
    if (result !== undefined) {
      await closeTask(t.tx, taskId, 'decided', result, now)
      await settleTask(t, task, result, form)
    }
    await record(t, {
      action: 'workflows.decide-task',
      subject: { type: 'workflow-task', id: taskId },
      after: { decision, result: result ?? null },
      ...(note !== undefined && { reason: note }),
    })
    return taskView((await findTask(t.tx, taskId)) ?? task)
  },
})

function decisionIssues(task: TaskRow, decision: string): { path: string; message: string }[] {
  const fits = task.kind === 'approval' ? decision !== 'done' : decision === 'done'
  return fits ? [] : [{ path: 'decision', message: task.kind === 'approval' ? 'must be approved or rejected' : 'must be done' }]
}

/** What the decisions so far come to; undefined while more are needed. Each person counts once. */
function resultOf(task: TaskRow, decisions: readonly { decision: string }[]): 'done' | 'approved' | 'rejected' | undefined {
  if (task.kind === 'task') return 'done'
  if (decisions.some(({ decision }) => decision === 'rejected')) return 'rejected'
  return decisions.length >= task.decisions_needed ? 'approved' : undefined
}
