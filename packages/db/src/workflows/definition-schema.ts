import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, integer, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { workflowsSchema } from './schema.ts'

/** A journey as its authors see it: a draft to draw on, and which published version new entrants get. */
export const workflows = workflowsSchema.table(
  'workflows',
  {
    id: id(),
    key: text('key').notNull(),
    name: text('name').notNull(),
    subjectType: text('subject_type').notNull(),
    status: text('status').notNull().default('draft'),
    activeVersion: integer('active_version'),
    lastVersion: integer('last_version').notNull().default(0),
    draft: json('draft').notNull(),
    draftLayout: json('draft_layout').notNull(),
    draftRevision: integer('draft_revision').notNull().default(1),
    reEntry: text('re_entry').notNull().default('never'),
    cooldownDays: integer('cooldown_days').notNull().default(30),
    mutexGroup: text('mutex_group'),
    onConflict: text('on_conflict').notNull().default('refuse'),
    maxLive: integer('max_live'),
    sendingCapPerMinute: integer('sending_cap_per_minute'),
    rulesRevision: integer('rules_revision').notNull().default(1),
    pausedAt: at('paused_at'),
    resumedAt: at('resumed_at'),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    unique('workflows_key_key').on(t.key),
    // Points at one of its own versions; added by hand, because each table names the other.
    index('workflows_active_idx').on(t.id, t.activeVersion),
    index('workflows_status_idx').on(t.status, t.id),
    index('workflows_mutex_group_idx')
      .on(t.mutexGroup)
      .where(sql`${t.mutexGroup} is not null`),
    check('workflows_subject_type_chk', sql`${t.subjectType} in ('lead','user','candidate')`),
    check('workflows_status_chk', sql`${t.status} in ('draft','active','paused','archived')`),
    check('workflows_active_version_chk', sql`(${t.activeVersion} is not null) = (${t.status} in ('active','paused'))`),
    check('workflows_paused_chk', sql`(${t.pausedAt} is not null) = (${t.status} = 'paused')`),
    check('workflows_re_entry_chk', sql`${t.reEntry} in ('never','after-exit','always')`),
    check('workflows_on_conflict_chk', sql`${t.onConflict} in ('refuse','replace')`),
    check('workflows_caps_chk', sql`${t.cooldownDays} between 0 and 3650 and ${t.maxLive} > 0 and ${t.sendingCapPerMinute} > 0`),
    check('workflows_draft_chk', sql`octet_length(${t.draft}::text) <= 4194304`),
  ],
)

/** A published program. A trigger refuses every change: people may be walking it for a year. */
export const versions = workflowsSchema.table(
  'versions',
  {
    workflowId: uuid('workflow_id').notNull(),
    n: integer('n').notNull(),
    program: json('program').notNull(),
    layout: json('layout').notNull(),
    hash: text('hash').notNull(),
    interests: text('interests').array().notNull(),
    publishedBy: text('published_by').notNull(),
    publishedAt: at('published_at').notNull(),
    note: text('note').notNull(),
  },
  (t) => [
    primaryKey({ name: 'versions_pkey', columns: [t.workflowId, t.n] }),
    foreignKey({ name: 'versions_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    unique('versions_hash_key').on(t.workflowId, t.hash),
    check('versions_n_chk', sql`${t.n} >= 1`),
    check('versions_hash_chk', sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
  ],
)

/** The last 50 drafts, so that a colleague's afternoon can be brought back. */
export const draftHistory = workflowsSchema.table(
  'draft_history',
  {
    workflowId: uuid('workflow_id').notNull(),
    revision: integer('revision').notNull(),
    draft: json('draft').notNull(),
    layout: json('layout').notNull(),
    savedBy: text('saved_by').notNull(),
    savedAt: at('saved_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'draft_history_pkey', columns: [t.workflowId, t.revision] }),
    foreignKey({ name: 'draft_history_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
  ],
)

/** Who is in the segment of a trigger now, so that a person enters on becoming a member and not at every scan. */
export const segmentMembers = workflowsSchema.table(
  'segment_members',
  {
    workflowId: uuid('workflow_id').notNull(),
    triggerIx: integer('trigger_ix').notNull(),
    subjectId: uuid('subject_id').notNull(),
    since: at('since').notNull(),
    leftAt: at('left_at'),
  },
  (t) => [
    primaryKey({ name: 'segment_members_pkey', columns: [t.workflowId, t.triggerIx, t.subjectId] }),
    foreignKey({ name: 'segment_members_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    index('segment_members_subject_idx').on(t.subjectId),
  ],
)

/** One pass over what changed in a segment. */
export const scans = workflowsSchema.table(
  'scans',
  {
    id: id(),
    workflowId: uuid('workflow_id').notNull(),
    triggerIx: integer('trigger_ix').notNull(),
    fromAt: at('from_at').notNull(),
    toAt: at('to_at').notNull(),
    cursor: text('cursor'),
    /** Which segment it was and what it asked for; null in scans of earlier releases. */
    fingerprint: text('fingerprint'),
    state: text('state').notNull().default('running'),
    matched: integer('matched').notNull().default(0),
    enrolled: integer('enrolled').notNull().default(0),
    refused: json('refused').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    foreignKey({ name: 'scans_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    uniqueIndex('scans_running_key')
      .on(t.workflowId, t.triggerIx)
      .where(sql`${t.state} = 'running'`),
    index('scans_trigger_idx').on(t.workflowId, t.triggerIx, t.toAt),
    check('scans_state_chk', sql`${t.state} in ('running','done','failed') and (${t.state} = 'running') = (${t.finishedAt} is null)`),
    check('scans_range_chk', sql`${t.fromAt} <= ${t.toAt} and ${t.matched} >= 0 and ${t.enrolled} >= 0`),
  ],
)

export const schedulesDue = workflowsSchema.table(
  'schedules_due',
  {
    workflowId: uuid('workflow_id').notNull(),
    triggerIx: integer('trigger_ix').notNull(),
    nextAt: at('next_at').notNull(),
    cron: text('cron').notNull(),
    zone: text('zone').notNull(),
  },
  (t) => [
    primaryKey({ name: 'schedules_due_pkey', columns: [t.workflowId, t.triggerIx] }),
    foreignKey({ name: 'schedules_due_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    index('schedules_due_next_idx').on(t.nextAt),
  ],
)

/** When the next message of a node may leave: moved under its row lock, so pacing survives any restart. */
export const pace = workflowsSchema.table(
  'pace',
  { workflowId: uuid('workflow_id').notNull(), nodeId: text('node_id').notNull(), nextFreeAt: at('next_free_at').notNull() },
  (t) => [
    primaryKey({ name: 'pace_pkey', columns: [t.workflowId, t.nodeId] }),
    foreignKey({ name: 'pace_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
  ],
)

export const backtests = workflowsSchema.table(
  'backtests',
  {
    id: id(),
    workflowId: uuid('workflow_id').notNull(),
    requestHash: text('request_hash').notNull(),
    versionHash: text('version_hash').notNull(),
    seed: text('seed').notNull(),
    request: json('request').notNull(),
    state: text('state').notNull().default('queued'),
    report: json('report'),
    reportHash: text('report_hash'),
    approximate: boolean('approximate').notNull().default(false),
    requestedBy: text('requested_by').notNull(),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    foreignKey({ name: 'backtests_workflow_fk', columns: [t.workflowId], foreignColumns: [workflows.id] }),
    index('backtests_workflow_idx').on(t.workflowId, t.id),
    check(
      'backtests_state_chk',
      sql`${t.state} in ('queued','running','done','failed') and (${t.state} = 'done') = (${t.report} is not null)`,
    ),
  ],
)
