import { Task } from '@mas/contracts/workflows'
import type { TaskRow } from '@mas/db/workflows'
import type { z } from 'zod'

export function taskView(row: TaskRow): z.output<typeof Task> {
  return Task.parse({
    id: row.id,
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    kind: row.kind,
    title: row.title,
    instructions: row.instructions,
    assigneeUserId: row.assignee_user_id,
    assigneeRole: row.assignee_role,
    form: row.form,
    dueAt: row.due_at.toISOString(),
    escalationStep: row.escalation_step,
    decisionsNeeded: row.decisions_needed,
    decisions: row.decisions,
    state: row.state,
    result: row.result,
    createdAt: row.created_at.toISOString(),
  })
}
