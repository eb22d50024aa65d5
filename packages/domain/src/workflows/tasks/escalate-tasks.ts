import { TaskData } from '@mas/contracts/workflows'
import { closeTask, lockCursors, lockTask, overdueTasks, reassign, type TaskRow } from '@mas/db/workflows'
import { eachAlone, inTx, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { readSettings } from '../../settings/index.ts'
import { dueAt } from '../acts/due-at.ts'
import { stepSettings } from '../runtime/settings.ts'
import { settleTask } from './settle-task.ts'

/** As the step stored them: whom the task goes to next, and how long that person has. */
const Escalations = z.array(
  z.object({
    userId: z.string().nullable(),
    role: z.string().nullable(),
    due: TaskData.shape.due,
    calendar: z.string().nullable(),
  }),
)
const batch = 200

/** Tasks nobody did in time go to the next person; behind the last one the run goes on as timed out. */
export async function escalateTasks(ctx: Ctx): Promise<void> {
  for (;;) {
    const due = await overdueTasks(ctx.db, ctx.clock.now(), batch)
    await eachAlone(due, ({ id, run_id }) => inTx(ctx, (t) => escalate(t, id, run_id)))
    if (due.length < batch) return
  }
}

async function escalate(t: TxCtx, taskId: string, runId: string): Promise<void> {
  await lockCursors(t.tx, [runId])
  const task = await lockTask(t.tx, taskId)
  const now = t.clock.now()
  if (task === undefined || task.state !== 'open' || task.due_at > now) return
  const next = await nextStep(t, task, now)
  if (next !== undefined) {
    await reassign(t.tx, taskId, next.to, { step: task.escalation_step + 1, dueAt: next.dueAt })
    return
  }
  await closeTask(t.tx, taskId, 'timed-out', 'timed-out', now)
  await settleTask(t, task, 'timed-out')
}

async function nextStep(t: TxCtx, task: TaskRow, now: Date) {
  const step = Escalations.parse(task.escalations)[task.escalation_step]
  if (step === undefined) return undefined
  const { holidays, businessHours } = await readSettings(t, stepSettings)
  const rules = { holidays: (calendar: string) => new Set(holidays[calendar] ?? []), businessHours }
  return { to: { userId: step.userId, role: step.role }, dueAt: dueAt(now, step.due, rules, step.calendar ?? undefined) }
}
