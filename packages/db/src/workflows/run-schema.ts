import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, integer, primaryKey, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { versions, workflows } from './definition-schema.ts'
import { workflowsSchema } from './schema.ts'

/** One person in one workflow. Its place is the cursor; a trigger holds that a run is not finished if, and only if, it has one. */
export const runs = workflowsSchema.table(
  'runs',
  {
    id: id(),
    workflowId: uuid('workflow_id').notNull(),
    versionN: integer('version_n').notNull(),
    mutexGroup: text('mutex_group'),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id').notNull(),
    entryKey: text('entry_key').notNull(),
    source: text('source').notNull(),
    sourceRef: text('source_ref'),
    /** The user whose act started it: that person may not approve anything in it. */
    startedBy: uuid('started_by'),
    state: text('state').notNull().default('live'),
    heldReason: text('held_reason'),
    outcome: text('outcome'),
    armTrace: json('arm_trace').notNull(),
    holdout: boolean('holdout').notNull().default(false),
    parentRunId: uuid('parent_run_id'),
    parentNodeId: text('parent_node_id'),
    parentEpoch: integer('parent_epoch'),
    depth: smallint('depth').notNull().default(0),
    /** How many workflows and events led to this run, one after the other. */
    causation: smallint('causation').notNull().default(0),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    foreignKey({ name: 'runs_version_fk', columns: [t.workflowId, t.versionN], foreignColumns: [versions.workflowId, versions.n] }),
    foreignKey({ name: 'runs_parent_fk', columns: [t.parentRunId], foreignColumns: [t.id] }),
    uniqueIndex('runs_live_entry_key')
      .on(t.workflowId, t.entryKey)
      .where(sql`${t.state} <> 'finished'`),
    uniqueIndex('runs_source_key')
      .on(t.workflowId, t.source, t.sourceRef)
      .where(sql`${t.sourceRef} is not null`),
    uniqueIndex('runs_mutex_key')
      .on(t.mutexGroup, t.subjectType, t.subjectId)
      .where(sql`${t.state} <> 'finished' and ${t.mutexGroup} is not null`),
    index('runs_subject_idx').on(t.subjectType, t.subjectId, t.startedAt),
    index('runs_version_idx').on(t.workflowId, t.versionN, t.id),
    // Cool-down and `never`: the latest run of an entry key, finished ones included.
    index('runs_entry_idx').on(t.workflowId, t.entryKey, t.startedAt),
    index('runs_parent_idx')
      .on(t.parentRunId)
      .where(sql`${t.parentRunId} is not null`),
    // The live runs of a workflow, the newest first: a page of them, however many there are.
    index('runs_live_page_idx')
      .on(t.workflowId, t.id)
      .where(sql`${t.state} <> 'finished'`),
    // By how they ended, the newest first: written once in the life of a run.
    index('runs_outcome_idx')
      .on(t.workflowId, t.outcome, t.id)
      .where(sql`${t.outcome} is not null`),
    index('runs_held_idx')
      .on(t.heldReason, t.id)
      .where(sql`${t.state} = 'held'`),
    // The held runs of a workflow, the newest first: written only when somebody has to look.
    index('runs_held_page_idx')
      .on(t.workflowId, t.id)
      .where(sql`${t.state} = 'held'`),
    check('runs_subject_type_chk', sql`${t.subjectType} in ('lead','user','candidate')`),
    check('runs_source_chk', sql`${t.source} in ('segment','event','demand','schedule','parent','import')`),
    check('runs_state_chk', sql`${t.state} in ('live','held','finished')`),
    check(
      'runs_outcome_chk',
      sql`(${t.outcome} is not null) = (${t.state} = 'finished') and (${t.finishedAt} is not null) = (${t.state} = 'finished')`,
    ),
    check('runs_held_chk', sql`(${t.heldReason} is not null) = (${t.state} = 'held')`),
    check('runs_held_reason_chk', sql`${t.heldReason} in ('paused','failed','in-doubt','poison')`),
    check('runs_depth_chk', sql`${t.depth} between 0 and 5 and ${t.causation} between 0 and 10`),
    check('runs_parent_chk', sql`num_nulls(${t.parentRunId}, ${t.parentNodeId}, ${t.parentEpoch}) in (0, 3)`),
  ],
)

/**
 * Where a run stands: narrow and hot. `wake_at` is when somebody must look, `due_at` when a wait is over; while nothing is
 * waited for, `due_at` is the instant at which the node was planned to be reached. Room on the page keeps updates there.
 */
export const cursors = workflowsSchema.table(
  'cursors',
  {
    runId: uuid('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    seq: integer('seq').notNull().default(1),
    epoch: integer('epoch').notNull().default(1),
    lane: smallint('lane').notNull().default(0),
    wakeAt: at('wake_at'),
    dueAt: at('due_at'),
    waitKind: text('wait_kind'),
    waitEvents: text('wait_events').array(),
    enteredAt: at('entered_at').notNull(),
    visits: json('visits').notNull(),
    vars: json('vars').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    suspect: smallint('suspect').notNull().default(0),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ name: 'cursors_pkey', columns: [t.runId] }),
    foreignKey({ name: 'cursors_run_fk', columns: [t.runId], foreignColumns: [runs.id] }),
    index('cursors_wake_idx')
      .on(t.lane, t.wakeAt)
      .where(sql`${t.wakeAt} is not null`),
    check('cursors_lane_chk', sql`${t.lane} in (0, 1, 2)`),
    check('cursors_counts_chk', sql`${t.seq} >= 1 and ${t.epoch} >= 1 and ${t.attempts} >= 0 and ${t.suspect} >= 0`),
    check('cursors_vars_chk', sql`jsonb_typeof(${t.vars}) = 'object' and octet_length(${t.vars}::text) <= 16384`),
    check('cursors_wait_kind_chk', sql`${t.waitKind} in ('duration','until','window','event','outcome')`),
  ],
)

export const mailbox = workflowsSchema.table(
  'mailbox',
  {
    runId: uuid('run_id').notNull(),
    eventId: uuid('event_id').notNull(),
    name: text('name').notNull(),
    occurredAt: at('occurred_at').notNull(),
    data: json('data').notNull(),
    consumedSeq: integer('consumed_seq'),
  },
  (t) => [
    primaryKey({ name: 'mailbox_pkey', columns: [t.runId, t.eventId] }),
    foreignKey({ name: 'mailbox_run_fk', columns: [t.runId], foreignColumns: [runs.id] }),
  ],
)

/** One hand-over to another domain: its key is what makes it happen once. */
export const effects = workflowsSchema.table(
  'effects',
  {
    runId: uuid('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    epoch: integer('epoch').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    targetRef: text('target_ref'),
    state: text('state').notNull(),
    rank: smallint('rank').notNull(),
    /** What the owner's answer means as an output of the node: `hot`, `approved`, `ok`. */
    result: text('result'),
    requestHash: text('request_hash'),
    response: json('response'),
    reason: text('reason'),
    deferredUntil: at('deferred_until'),
    doubtSince: at('doubt_since'),
    handedAt: at('handed_at').notNull(),
    settledAt: at('settled_at'),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'effects_pkey', columns: [t.runId, t.nodeId, t.epoch] }),
    foreignKey({ name: 'effects_run_fk', columns: [t.runId], foreignColumns: [runs.id] }),
    unique('effects_key_key').on(t.key),
    index('effects_target_idx')
      .on(t.targetRef)
      .where(sql`${t.targetRef} is not null`),
    index('effects_open_idx')
      .on(t.updatedAt)
      .where(sql`${t.state} in ('handed','in_doubt')`),
    check('effects_key_chk', sql`${t.key} = 'wf:' || ${t.runId} || ':' || ${t.nodeId} || ':' || ${t.epoch}`),
    check('effects_kind_chk', sql`${t.kind} in ('send-email','send-whatsapp','send-sms','ai-call','call-webhook','task','sub-workflow')`),
    check(
      'effects_state_chk',
      sql`(${t.state}, ${t.rank}) in (('handed',1),('deferred',1),('in_doubt',1),('accepted',2),('delivered',3),('replied',4),('refused',5),('failed',5))`,
    ),
    check('effects_doubt_chk', sql`(${t.state} = 'in_doubt') <= (${t.doubtSince} is not null)`),
    check('effects_response_chk', sql`octet_length(${t.response}::text) <= 65536`),
  ],
)

/** Work for a person: a task to do, or a decision that n people make. */
export const tasks = workflowsSchema.table(
  'tasks',
  {
    id: id(),
    runId: uuid('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    epoch: integer('epoch').notNull(),
    workflowId: uuid('workflow_id').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id').notNull(),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    instructions: text('instructions'),
    assigneeUserId: uuid('assignee_user_id'),
    assigneeRole: text('assignee_role'),
    /** Nobody may decide what that person started. */
    requestedBy: uuid('requested_by'),
    form: json('form').notNull(),
    dueAt: at('due_at').notNull(),
    escalations: json('escalations').notNull(),
    escalationStep: smallint('escalation_step').notNull().default(0),
    decisionsNeeded: smallint('decisions_needed').notNull().default(1),
    state: text('state').notNull().default('open'),
    result: text('result'),
    createdAt: at('created_at').notNull(),
    closedAt: at('closed_at'),
  },
  (t) => [
    foreignKey({ name: 'tasks_run_fk', columns: [t.runId], foreignColumns: [runs.id] }),
    foreignKey({ name: 'tasks_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    unique('tasks_step_key').on(t.runId, t.nodeId, t.epoch),
    index('tasks_workflow_idx').on(t.workflowId, t.id),
    index('tasks_subject_idx').on(t.subjectType, t.subjectId, t.id),
    index('tasks_user_idx')
      .on(t.assigneeUserId, t.dueAt, t.id)
      .where(sql`${t.state} = 'open' and ${t.assigneeUserId} is not null`),
    index('tasks_role_idx')
      .on(t.assigneeRole, t.dueAt, t.id)
      .where(sql`${t.state} = 'open' and ${t.assigneeRole} is not null`),
    index('tasks_due_idx')
      .on(t.dueAt)
      .where(sql`${t.state} = 'open'`),
    check('tasks_kind_chk', sql`${t.kind} in ('task','approval')`),
    check(
      'tasks_state_chk',
      sql`${t.state} in ('open','decided','timed-out','closed') and (${t.state} = 'open') = (${t.closedAt} is null)`,
    ),
    check('tasks_assignee_chk', sql`(${t.assigneeUserId} is null) <> (${t.assigneeRole} is null)`),
    check('tasks_counts_chk', sql`${t.decisionsNeeded} between 1 and 3 and ${t.escalationStep} between 0 and 3`),
  ],
)

export const taskDecisions = workflowsSchema.table(
  'task_decisions',
  {
    taskId: uuid('task_id').notNull(),
    userId: uuid('user_id').notNull(),
    decision: text('decision').notNull(),
    note: text('note'),
    form: json('form').notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'task_decisions_pkey', columns: [t.taskId, t.userId] }),
    foreignKey({ name: 'task_decisions_task_fk', columns: [t.taskId], foreignColumns: [tasks.id] }),
    check('task_decisions_decision_chk', sql`${t.decision} in ('done','approved','rejected')`),
  ],
)
