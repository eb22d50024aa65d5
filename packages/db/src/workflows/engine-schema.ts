import { sql } from 'drizzle-orm'
import { bigint, check, date, foreignKey, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { versions } from './definition-schema.ts'
import { runs } from './run-schema.ts'
import { workflowsSchema } from './schema.ts'

/** Counts as they happen: appended by steps, folded into `node_stats` every minute, so that no step waits for a counter. */
export const statDeltas = workflowsSchema.table(
  'stat_deltas',
  {
    n: bigint('n', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    workflowId: uuid('workflow_id').notNull(),
    versionN: integer('version_n').notNull(),
    nodeId: text('node_id').notNull(),
    handle: text('handle').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    left: integer('left_count').notNull().default(0),
    finished: integer('finished').notNull().default(0),
    goals: integer('goals').notNull().default(0),
    dwellMs: bigint('dwell_ms', { mode: 'number' }).notNull().default(0),
  },
  () => [],
)
/** `left_count`: people who left the node by this output. `finished`, `goals`: of those in an arm, how many ended, and at a goal. */
export const nodeStats = workflowsSchema.table(
  'node_stats',
  {
    workflowId: uuid('workflow_id').notNull(),
    versionN: integer('version_n').notNull(),
    nodeId: text('node_id').notNull(),
    handle: text('handle').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    left: bigint('left_count', { mode: 'number' }).notNull().default(0),
    finished: bigint('finished', { mode: 'number' }).notNull().default(0),
    goals: bigint('goals', { mode: 'number' }).notNull().default(0),
    dwellMs: bigint('dwell_ms', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'node_stats_pkey', columns: [t.workflowId, t.versionN, t.nodeId, t.handle, t.day] }),
    foreignKey({ name: 'node_stats_version_fk', columns: [t.workflowId, t.versionN], foreignColumns: [versions.workflowId, versions.n] }),
  ],
)

/** Moving running people from one version to another, with the proof and the way back. */
export const migrations = workflowsSchema.table(
  'migrations',
  {
    id: id(),
    workflowId: uuid('workflow_id').notNull(),
    fromN: integer('from_n').notNull(),
    toN: integer('to_n').notNull(),
    mapping: json('mapping').notNull(),
    unmapped: text('unmapped').notNull(),
    timers: text('timers').notNull(),
    state: text('state').notNull().default('draft'),
    plan: json('plan').notNull(),
    proof: json('proof'),
    plannedBy: text('planned_by').notNull(),
    appliedBy: text('applied_by'),
    createdAt: at('created_at').notNull(),
    simulatedAt: at('simulated_at'),
    appliedAt: at('applied_at'),
    revertedAt: at('reverted_at'),
  },
  (t) => [
    foreignKey({ name: 'migrations_from_fk', columns: [t.workflowId, t.fromN], foreignColumns: [versions.workflowId, versions.n] }),
    foreignKey({ name: 'migrations_to_fk', columns: [t.workflowId, t.toN], foreignColumns: [versions.workflowId, versions.n] }),
    index('migrations_from_idx').on(t.workflowId, t.fromN),
    index('migrations_to_idx').on(t.workflowId, t.toN),
    uniqueIndex('migrations_running_key')
      .on(t.workflowId)
      .where(sql`${t.state} in ('applying','reverting')`),
    check('migrations_state_chk', sql`${t.state} in ('draft','simulated','applying','applied','reverting','reverted')`),
    check(
      'migrations_choice_chk',
      sql`${t.unmapped} in ('stay','exit') and ${t.timers} in ('keep','recompute') and ${t.fromN} <> ${t.toN}`,
    ),
  ],
)
export const migrationItems = workflowsSchema.table(
  'migration_items',
  {
    migrationId: uuid('migration_id').notNull(),
    runId: uuid('run_id').notNull(),
    before: json('before').notNull(),
    fromNode: text('from_node').notNull(),
    toNode: text('to_node'),
    state: text('state').notNull(),
    reason: text('reason'),
    movedSeq: integer('moved_seq'),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'migration_items_pkey', columns: [t.migrationId, t.runId] }),
    foreignKey({ name: 'migration_items_migration_fk', columns: [t.migrationId], foreignColumns: [migrations.id] }),
    foreignKey({ name: 'migration_items_run_fk', columns: [t.runId], foreignColumns: [runs.id] }),
    index('migration_items_run_idx').on(t.runId),
    check('migration_items_state_chk', sql`${t.state} in ('planned','moved','stayed','exited','restored','moved-on')`),
  ],
)

/** Which runs a loop holds right now: how a run that kills its process is found. Unlogged; nothing is lost when it is. */
export const steppers = workflowsSchema.table(
  'steppers',
  {
    loopId: uuid('loop_id').notNull(),
    process: text('process').notNull(),
    backendPid: integer('backend_pid').notNull(),
    runIds: uuid('run_ids').array().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ name: 'steppers_pkey', columns: [t.loopId] }), index('steppers_at_idx').on(t.at)],
)
