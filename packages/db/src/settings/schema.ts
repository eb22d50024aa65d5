import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, integer, pgSchema, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id, json } from '../columns.ts'

export const settings = pgSchema('settings')

/** What is in force. A value that is SQL null was taken back to the default; its version goes on. */
export const values = settings.table(
  'values',
  {
    key: text('key').notNull(),
    scope: text('scope').notNull().default('global'),
    value: json('value'),
    version: integer('version').notNull(),
    setAt: at('set_at').notNull(),
    effectiveFrom: at('effective_from'),
    setBy: text('set_by'),
    changeId: uuid('change_id'),
    /** Stamped by a trigger with the revision that wrote the row. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'values_pkey', columns: [t.key, t.scope] }),
    foreignKey({ name: 'values_change_fk', columns: [t.changeId], foreignColumns: [changes.id] }),
    check('values_version_chk', sql`${t.version} >= 1`),
    check('values_scope_chk', sql`${t.scope} ~ '^(global|platform:[a-z][a-z-]{0,39})$'`),
    index('values_change_idx').on(t.changeId),
    index('values_revision_idx').on(t.revision),
  ],
)

/** Append-only: replaying the changes of a key and scope gives every version it ever had. Flags are here too, with their rules as value. */
export const changes = settings.table(
  'changes',
  {
    id: id(),
    key: text('key').notNull(),
    scope: text('scope').notNull().default('global'),
    kind: text('kind').notNull().default('set'),
    old: json('old'),
    new: json('new'),
    baseVersion: integer('base_version').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    approvedBy: text('approved_by'),
    at: at('at').notNull(),
    /** Absent in changes of the first release: they were in force from `at` on. */
    effectiveFrom: at('effective_from'),
  },
  (t) => [
    // The arbiter of every race: one change for each version of a key and scope.
    uniqueIndex('changes_version_key').on(t.key, t.scope, t.baseVersion),
    check('changes_kind_chk', sql`${t.kind} in ('set', 'revert', 'schedule', 'import', 'rules', 'override', 'kill', 'lift')`),
    check('changes_base_version_chk', sql`${t.baseVersion} >= 0`),
    check('changes_reason_chk', sql`char_length(${t.reason}) >= 5`),
    check('changes_approver_chk', sql`${t.approvedBy} <> ${t.by}`),
    index('changes_effective_idx').on(t.key, t.scope, sql`coalesce(${t.effectiveFrom}, ${t.at})`, t.baseVersion),
  ],
)

/** A change that waits for a second administrator. */
export const proposals = settings.table(
  'proposals',
  {
    id: id(),
    key: text('key').notNull(),
    scope: text('scope').notNull(),
    kind: text('kind').notNull(),
    /** SQL null takes the setting back to its default. */
    value: json('value'),
    baseVersion: integer('base_version').notNull(),
    effectiveFrom: at('effective_from'),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    at: at('at').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** MAC over what was proposed: what is approved is what was proposed, whoever had the table in between. */
    bodyMac: bytes('body_mac').notNull(),
    state: text('state').notNull(),
    approver: text('approver'),
    decidedBy: text('decided_by'),
    decidedAt: at('decided_at'),
    changeId: uuid('change_id'),
  },
  (t) => [
    check('proposals_state_chk', sql`${t.state} in ('proposed', 'applied', 'rejected', 'expired', 'stale')`),
    check('proposals_kind_chk', sql`${t.kind} in ('set', 'revert', 'import', 'rules', 'override', 'lift')`),
    check('proposals_approver_chk', sql`${t.approver} <> ${t.proposedBy}`),
    check('proposals_applied_chk', sql`(${t.state} = 'applied') = (${t.approver} is not null)`),
    check('proposals_decided_chk', sql`(${t.state} = 'proposed') = (${t.decidedAt} is null)`),
    check('proposals_expiry_chk', sql`${t.expiresAt} > ${t.at}`),
    check('proposals_reason_chk', sql`char_length(${t.reason}) >= 5`),
    uniqueIndex('proposals_open_key')
      .on(t.key, t.scope)
      .where(sql`${t.state} = 'proposed'`),
    index('proposals_state_idx').on(t.state, t.id),
    index('proposals_expiry_idx')
      .on(t.expiresAt)
      .where(sql`${t.state} = 'proposed'`),
  ],
)

/** A change whose time has not come. Its id becomes the id of the change. */
export const scheduled = settings.table(
  'scheduled',
  {
    id: id(),
    /** Order of equal instants. */
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity(),
    key: text('key').notNull(),
    scope: text('scope').notNull(),
    value: json('value'),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    approvedBy: text('approved_by'),
    at: at('at').notNull(),
    dueAt: at('due_at').notNull(),
    state: text('state').notNull(),
    endedAt: at('ended_at'),
    /** Why it was cancelled. */
    outcome: text('outcome'),
  },
  (t) => [
    check('scheduled_state_chk', sql`${t.state} in ('scheduled', 'applied', 'cancelled')`),
    check('scheduled_ended_chk', sql`(${t.state} = 'scheduled') = (${t.endedAt} is null)`),
    index('scheduled_due_idx')
      .on(t.dueAt, t.seq)
      .where(sql`${t.state} = 'scheduled'`),
    index('scheduled_key_idx')
      .on(t.key, t.scope, t.dueAt, t.seq)
      .where(sql`${t.state} = 'scheduled'`),
  ],
)

/** What operators made of a flag; absent until somebody touches it. */
export const flags = settings.table(
  'flags',
  {
    flag: text('flag').notNull(),
    version: integer('version').notNull(),
    killedAt: at('killed_at'),
    killedBy: text('killed_by'),
    killReason: text('kill_reason'),
    /** Kept by a trigger on the overrides, whoever writes them: listing flags must not count them one by one. */
    overrideCount: integer('override_count').notNull().default(0),
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'flags_pkey', columns: [t.flag] }),
    check('flags_version_chk', sql`${t.version} >= 0`),
    check('flags_killed_chk', sql`num_nulls(${t.killedAt}, ${t.killedBy}, ${t.killReason}) in (0, 3)`),
    index('flags_revision_idx').on(t.revision),
    index('flags_killed_idx')
      .on(t.flag)
      .where(sql`${t.killedAt} is not null`),
  ],
)

/** Read by position; the first that matches decides. Unique (flag, position) is deferrable and stands in the guards. */
export const flagRules = settings.table(
  'flag_rules',
  {
    id: id(),
    flag: text('flag').notNull(),
    position: integer('position').notNull(),
    match: json('match').notNull(),
    outcome: text('outcome').notNull(),
    percentBp: integer('percent_bp'),
  },
  (t) => [
    foreignKey({ name: 'flag_rules_flag_fk', columns: [t.flag], foreignColumns: [flags.flag] }),
    check('flag_rules_position_chk', sql`${t.position} >= 1`),
    check('flag_rules_outcome_chk', sql`${t.outcome} in ('on', 'off', 'percent')`),
    check(
      'flag_rules_percent_chk',
      sql`(${t.outcome} = 'percent') = (${t.percentBp} is not null) and (${t.percentBp} is null or ${t.percentBp} between 0 and 10000)`,
    ),
    check('flag_rules_match_chk', sql`jsonb_typeof(${t.match}) = 'object'`),
  ],
)

export const flagOverrides = settings.table(
  'flag_overrides',
  {
    flag: text('flag').notNull(),
    userId: uuid('user_id').notNull(),
    value: boolean('value').notNull(),
    until: at('until'),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'flag_overrides_pkey', columns: [t.flag, t.userId] }),
    foreignKey({ name: 'flag_overrides_flag_fk', columns: [t.flag], foreignColumns: [flags.flag] }),
    index('flag_overrides_until_idx')
      .on(t.until)
      .where(sql`${t.until} is not null`),
  ],
)

/** One row: the number that every process compares. A transaction that changes anything adds one, by trigger. */
export const revision = settings.table(
  'revision',
  {
    one: boolean('one').notNull().default(true),
    revision: bigint('revision', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ name: 'revision_pkey', columns: [t.one] }), check('revision_one_row_chk', sql`${t.one}`)],
)

/** Processes and the revision they read at: the proof that a change has arrived everywhere. */
export const readers = settings.table(
  'readers',
  {
    id: id(),
    process: text('process').notNull(),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    listening: boolean('listening').notNull(),
    seenAt: at('seen_at').notNull(),
  },
  (t) => [index('readers_seen_idx').on(t.seenAt)],
)

/** Since when a definition is known, and the last time any process read it. */
export const usage = settings.table(
  'usage',
  { key: text('key').notNull(), knownSince: at('known_since').notNull(), readAt: at('read_at') },
  (t) => [primaryKey({ name: 'usage_pkey', columns: [t.key] })],
)
