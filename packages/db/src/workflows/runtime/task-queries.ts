import { sql } from 'drizzle-orm'
import { rows } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface TaskInsert {
  readonly id: string
  readonly runId: string
  readonly nodeId: string
  readonly epoch: number
  readonly workflowId: string
  readonly subjectType: string
  readonly subjectId: string
  readonly kind: string
  readonly title: string
  readonly instructions: string | null
  readonly userId: string | null
  readonly role: string | null
  readonly requestedBy: string | null
  readonly form: unknown
  readonly dueAt: Date
  readonly escalations: unknown
  readonly decisionsNeeded: number
}

const jsonb = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`

export async function insertTask(tx: Tx, task: TaskInsert, now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.tasks (id, run_id, node_id, epoch, workflow_id, subject_type, subject_id, kind, title, instructions, assignee_user_id, assignee_role,
          requested_by, form, due_at, escalations, decisions_needed, created_at)
        values (${task.id}::uuid, ${task.runId}::uuid, ${task.nodeId}, ${task.epoch}::int, ${task.workflowId}::uuid, ${task.subjectType}, ${task.subjectId}::uuid,
          ${task.kind}, ${task.title}, ${task.instructions}, ${task.userId}::uuid, ${task.role}, ${task.requestedBy}::uuid, ${jsonb(task.form)},
          ${instant(task.dueAt)}, ${jsonb(task.escalations)}, ${task.decisionsNeeded}::smallint, ${instant(now)})
        on conflict on constraint tasks_step_key do nothing`,
  )
}

export interface TaskRow extends Record<string, unknown> {
  id: string
  run_id: string
  node_id: string
  epoch: number
  workflow_id: string
  workflow_name: string
  subject_type: string
  subject_id: string
  kind: string
  title: string
  instructions: string | null
  assignee_user_id: string | null
  assignee_role: string | null
  requested_by: string | null
  form: unknown
  due_at: Date
  escalations: unknown
  escalation_step: number
  decisions_needed: number
  decisions: number
  state: string
  result: string | null
  created_at: Date
  closed_at: Date | null
}
const taskColumns = sql`t.id, t.run_id, t.node_id, t.epoch, t.workflow_id, w.name as workflow_name, t.subject_type, t.subject_id, t.kind, t.title, t.instructions,
  t.assignee_user_id, t.assignee_role, t.requested_by, t.form, t.due_at, t.escalations, t.escalation_step, t.decisions_needed,
  (select count(*)::int from workflows.task_decisions d where d.task_id = t.id) as decisions, t.state, t.result, t.created_at, t.closed_at`

/** Which run a task belongs to; its cursor is taken before the task itself. */
export async function findTaskRun(reader: Reader, taskId: string): Promise<{ run_id: string } | undefined> {
  const [found] = await rows<{ run_id: string }>(reader, sql`select run_id from workflows.tasks where id = ${taskId}::uuid`)
  return found
}

export async function lockTask(tx: Tx, taskId: string): Promise<TaskRow | undefined> {
  await rows(tx, sql`select 1 from workflows.tasks where id = ${taskId}::uuid for update`)
  return findTask(tx, taskId)
}

export async function findTask(reader: Reader, taskId: string): Promise<TaskRow | undefined> {
  const [found] = await rows<TaskRow>(
    reader,
    sql`select ${taskColumns} from workflows.tasks t join workflows.workflows w on w.id = t.workflow_id where t.id = ${taskId}::uuid`,
  )
  return found
}

/** Open tasks of a person, or of a role that nobody took yet, the earliest due first. */
export function openTasks(
  reader: Reader,
  of: { readonly userId: string; readonly role: string },
  after: { readonly at: string; readonly id: string } | undefined,
  limit: number,
): Promise<TaskRow[]> {
  const page = (who: ReturnType<typeof sql>) =>
    sql`(select x.id, x.due_at from workflows.tasks x where ${who} and x.state = 'open'
        ${after === undefined ? sql`` : sql`and (x.due_at, x.id) > (${after.at}::timestamptz, ${after.id}::uuid)`} order by x.due_at, x.id limit ${limit})`
  return rows<TaskRow>(
    reader,
    sql`with page as (
          select id, due_at from (${page(sql`x.assignee_user_id = ${of.userId}::uuid`)} union all ${page(sql`x.assignee_role = ${of.role}`)}) found
          order by due_at, id limit ${limit})
        select ${taskColumns} from page join workflows.tasks t on t.id = page.id join workflows.workflows w on w.id = t.workflow_id
        order by page.due_at, page.id`,
  )
}

export async function insertDecision(
  tx: Tx,
  decision: {
    readonly taskId: string
    readonly userId: string
    readonly decision: string
    readonly note: string | null
    readonly form: unknown
  },
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.task_decisions (task_id, user_id, decision, note, form, at)
        values (${decision.taskId}::uuid, ${decision.userId}::uuid, ${decision.decision}, ${decision.note}, ${jsonb(decision.form)}, ${instant(now)})`,
  )
}

export function decisionsOf(reader: Reader, taskId: string): Promise<{ user_id: string; decision: string }[]> {
  return rows(reader, sql`select user_id, decision from workflows.task_decisions where task_id = ${taskId}::uuid`)
}

export async function closeTask(tx: Tx, taskId: string, state: 'decided' | 'timed-out', result: string, now: Date): Promise<boolean> {
  const closed = await rows(
    tx,
    sql`update workflows.tasks set state = ${state}, result = ${result}, closed_at = ${instant(now)} where id = ${taskId}::uuid and state = 'open' returning id`,
  )
  return closed.length === 1
}

export async function reassign(
  tx: Tx,
  taskId: string,
  to: { readonly userId: string | null; readonly role: string | null },
  escalation?: { readonly step: number; readonly dueAt: Date },
): Promise<boolean> {
  const moved = await rows(
    tx,
    sql`update workflows.tasks set assignee_user_id = ${to.userId}::uuid, assignee_role = ${to.role}
          ${escalation === undefined ? sql`` : sql`, escalation_step = ${escalation.step}::smallint, due_at = ${instant(escalation.dueAt)}`}
        where id = ${taskId}::uuid and state = 'open' returning id`,
  )
  return moved.length === 1
}

/** Open tasks past their deadline. */
export function overdueTasks(reader: Reader, now: Date, limit: number): Promise<{ id: string; run_id: string }[]> {
  return rows(
    reader,
    sql`select id, run_id from workflows.tasks where state = 'open' and due_at <= ${instant(now)} order by due_at limit ${limit}`,
  )
}

/** The user whose act started a run; of a sub-workflow, whoever started the one above it. */
export async function findRunStarter(reader: Reader, runId: string): Promise<string | null> {
  const [found] = await rows<{ started_by: string | null }>(
    reader,
    sql`with recursive line as (
          select id, parent_run_id, started_by from workflows.runs where id = ${runId}::uuid
          union all select r.id, r.parent_run_id, r.started_by from workflows.runs r join line on r.id = line.parent_run_id where line.started_by is null)
        select started_by from line where started_by is not null limit 1`,
  )
  return found?.started_by ?? null
}

/** The run that a step started. */
export async function findChild(reader: Reader, place: { runId: string; nodeId: string; epoch: number }): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(
    reader,
    sql`select id from workflows.runs where parent_run_id = ${place.runId}::uuid and parent_node_id = ${place.nodeId} and parent_epoch = ${place.epoch}::int`,
  )
  return found?.id
}

export async function findRunDepth(reader: Reader, runId: string): Promise<{ depth: number; causation: number }> {
  const [found] = await rows<{ depth: number; causation: number }>(
    reader,
    sql`select depth, causation from workflows.runs where id = ${runId}::uuid`,
  )
  return found ?? { depth: 0, causation: 0 }
}
