import { taskCreated, type NodeDataOf } from '@mas/contracts/workflows'
import { findRunStarter, insertTask } from '@mas/db/workflows'
import { emit, newId, type TxCtx } from '@mas/kernel'
import { getFacts } from '../../leads/index.ts'
import type { ActRun } from '../engine/settlement.ts'
import type { AdvanceInput } from '../engine/state.ts'
import { dueAt } from './due-at.ts'

/** Puts work before a person. The run waits until it is done, decided, or the last deadline of the escalations is over. */
export const task: ActRun<'task'> = async (t, order) => {
  const { input, node, origin } = order
  const { data } = node
  const assignee = await assigneeOf(t, input, data.assignee)
  const due = dueAt(input.now, data.due, input.rules, data.calendar)
  const id = newId(input.now.getTime())
  await insertTask(
    t.tx,
    {
      id,
      ...origin,
      workflowId: input.run.workflowId,
      subjectType: input.run.subjectType,
      subjectId: input.run.subjectId,
      kind: data.kind,
      title: data.title,
      instructions: data.instructions ?? null,
      ...assignee,
      requestedBy: await findRunStarter(t.tx, origin.runId),
      form: data.form,
      dueAt: due,
      escalations: await Promise.all(
        data.escalations.map(async ({ to, due: span }) => ({
          ...(await assigneeOf(t, input, to)),
          due: span,
          calendar: data.calendar ?? null,
        })),
      ),
      decisionsNeeded: data.kind === 'approval' ? data.needed : 1,
    },
    input.now,
  )
  await emit(t, taskCreated, {
    taskId: id,
    runId: origin.runId,
    kind: data.kind,
    dueAt: due.toISOString(),
    ...(assignee.userId !== null && { assigneeUserId: assignee.userId }),
    ...(assignee.role !== null && { assigneeRole: assignee.role }),
  })
  // The last deadline is the sweep's, which knows the escalations; it settles the hand-over as timed out.
  return { kind: 'await', until: null, trace: { taskId: id, dueAt: due.toISOString() }, effect: { kind: 'task', targetRef: id } }
}

type Assignee = NodeDataOf<'task'>['assignee']

/** The owner of a lead is its telecaller, else its counsellor, else the head of its pool; whom nobody owns goes to the sales heads. */
async function assigneeOf(t: TxCtx, { run }: AdvanceInput, to: Assignee): Promise<{ userId: string | null; role: string | null }> {
  if (to !== 'owner') return 'userId' in to ? { userId: to.userId, role: null } : { userId: null, role: to.role }
  if (run.subjectType === 'user') return { userId: run.subjectId, role: null }
  const values = (await getFacts(t, [run.subjectId])).get(run.subjectId)?.values ?? {}
  const owner = [values['lead.assignedTo'], values['lead.counsellorId'], values['lead.owningHeadId']].find((id) => typeof id === 'string')
  return typeof owner === 'string' ? { userId: owner, role: null } : { userId: null, role: 'SALES_HEAD' }
}
