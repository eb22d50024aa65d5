import { z } from 'zod'
import { Role } from '../access/index.ts'
import { Id, Instant, pageInput, pageOf, Text } from '../core/index.ts'
import { FormField } from './node-data.ts'
import { SubjectType, TaskKind, TaskState } from './vocabulary.ts'

export const Task = z.object({
  id: Id,
  runId: Id,
  workflowId: Id,
  workflowName: z.string(),
  subjectType: SubjectType,
  subjectId: Id,
  kind: TaskKind,
  title: z.string(),
  instructions: z.string().nullable(),
  assigneeUserId: Id.nullable(),
  assigneeRole: Role.nullable().meta({ description: 'Anybody of this role' }),
  form: z.array(FormField),
  dueAt: Instant,
  escalationStep: z.int().meta({ description: 'How often it went to the next person' }),
  decisionsNeeded: z.int(),
  decisions: z.int().meta({ description: 'How many have decided' }),
  state: TaskState,
  result: z.string().nullable(),
  createdAt: Instant,
})
export const ListMyTasksInput = z.strictObject(pageInput)
export const TaskPage = pageOf(Task)
export const DecideTaskInput = z.strictObject({
  taskId: Id,
  decision: z.enum(['done', 'approved', 'rejected']).meta({ description: 'Tasks are done; approvals are approved or rejected' }),
  note: Text(1_000).optional(),
  form: z.record(z.string().max(40), z.union([Text(2_000, 0), z.number(), z.boolean(), z.null()])).default({}),
})
export const ReassignTaskInput = z.strictObject({
  taskId: Id,
  to: z.union([z.strictObject({ userId: Id }), z.strictObject({ role: Role })]),
  reason: Text(500),
})
