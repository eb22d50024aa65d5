import { ListMyTasksInput, TaskPage } from '@mas/contracts/workflows'
import { openTasks } from '@mas/db/workflows'
import { cutPage, decodeCursor, fail, query } from '@mas/kernel'
import { z } from 'zod'
import { taskView } from './task-view.ts'

const list = 'workflows.list-my-tasks'
const Place = z.tuple([z.iso.datetime(), z.uuid()])

export const listMyTasks = query({
  verb: 'workflows.list-my-tasks',
  summary: "The caller's open tasks and approvals, and those of their role, the earliest deadline first.",
  permission: 'workflows.list-my-tasks',
  refuses: ['request.cursor-invalid'],
  input: ListMyTasksInput,
  output: TaskPage,
  run: async (ctx, { cursor, limit }) => {
    if (ctx.actor.kind !== 'user') throw fail('request.forbidden')
    const place = cursor === undefined ? undefined : decodeCursor(list, cursor, Place)
    const after = place && { at: place[0], id: place[1] }
    const rows = await openTasks(ctx.db, { userId: ctx.actor.userId, role: ctx.actor.role }, after, limit + 1)
    const page = cutPage(list, rows, limit, ({ due_at, id }) => [due_at.toISOString(), id])
    return { items: page.items.map(taskView), nextCursor: page.nextCursor }
  },
})
