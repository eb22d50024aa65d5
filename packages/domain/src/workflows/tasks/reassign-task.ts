import { ReassignTaskInput, Task } from '@mas/contracts/workflows'
import { findTask, reassign } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { userCards } from '../../identity/index.ts'
import { holdTask } from './reach-task.ts'
import { taskView } from './task-view.ts'

export const reassignTask = command({
  verb: 'workflows.reassign-task',
  summary: 'Gives an open task to another person or role; its deadline stays.',
  permission: 'workflows.reassign-task',
  refuses: ['workflows.task-not-found', 'workflows.task-closed', 'workflows.assignee-unknown'],
  input: ReassignTaskInput,
  output: Task,
  run: async (t, { taskId, to, reason }) => {
    const task = await holdTask(t, taskId)
    const target = 'userId' in to ? { userId: to.userId, role: null } : { userId: null, role: to.role }
    if (target.userId !== null && (await userCards(t, [target.userId])).get(target.userId)?.state !== 'active')
      throw fail('workflows.assignee-unknown')
    await reassign(t.tx, taskId, target)
    await record(t, {
      action: 'workflows.reassign-task',
      subject: { type: 'workflow-task', id: taskId },
      before: { userId: task.assignee_user_id, role: task.assignee_role },
      after: target,
      reason,
    })
    return taskView((await findTask(t.tx, taskId)) ?? task)
  },
})
