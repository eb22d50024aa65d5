import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, integer, pgSchema, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id, json } from '../columns.ts'

export const webhooks = pgSchema('webhooks')

/** What vendors told us: one row per fact, with the bytes that were signed. `raw` may hold personal data and expires. */
export const inbox = webhooks.table(
  'inbox',
  {
    id: id(),
    provider: text('provider').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    eventType: text('event_type').notNull(),
    receivedAt: at('received_at').notNull(),
    raw: bytes('raw'),
    /** When the body is emptied; payments keep theirs longer. */
    rawUntil: at('raw_until').notNull(),
    headers: json('headers').notNull(),
    secretVersion: integer('secret_version'),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    /** When the worker looks at it next; null exactly in the settled states. */
    dueAt: at('due_at'),
    parkedSince: at('parked_since'),
    outcome: json('outcome'),
    processedAt: at('processed_at'),
  },
  (t) => [
    check('inbox_state_chk', sql`${t.state} in ('received', 'processed', 'ignored', 'parked', 'dead')`),
    check('inbox_due_chk', sql`(${t.dueAt} is not null) = (${t.state} in ('received', 'parked'))`),
    check('inbox_raw_size_chk', sql`octet_length(${t.raw}) <= 1048576`),
    check('inbox_dedupe_key_size_chk', sql`length(${t.dedupeKey}) between 1 and 300`),
    index('inbox_provider_state_idx').on(t.provider, t.state, t.id),
    index('inbox_state_idx').on(t.state, t.id),
    index('inbox_provider_idx').on(t.provider, t.id),
    index('inbox_due_idx')
      .on(t.dueAt)
      .where(sql`${t.dueAt} is not null`),
    index('inbox_raw_until_idx')
      .on(t.rawUntil)
      .where(sql`${t.raw} is not null`),
  ],
)

/** Remembers what was told longer than the rows themselves: a repeat after a year is still a repeat. */
export const inboxKeys = webhooks.table(
  'inbox_keys',
  {
    provider: text('provider').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    inboxId: uuid('inbox_id').notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'inbox_keys_pkey', columns: [t.provider, t.dedupeKey] }),
    index('inbox_keys_at_idx').on(t.at),
    index('inbox_keys_inbox_id_idx').on(t.inboxId),
  ],
)

/** Deliveries that were refused, counted by the minute with one sample of their headers. */
export const rejections = webhooks.table(
  'rejections',
  {
    provider: text('provider').notNull(),
    minute: at('minute').notNull(),
    reason: text('reason').notNull(),
    count: integer('count').notNull(),
    sample: json('sample').notNull(),
  },
  (t) => [
    primaryKey({ name: 'rejections_pkey', columns: [t.provider, t.minute, t.reason] }),
    check('rejections_reason_chk', sql`${t.reason} in ('bad-signature', 'stale', 'malformed', 'too-large')`),
    index('rejections_minute_idx').on(t.minute),
  ],
)

/** Replays of more than one call takes: worked off in the background, oldest item first. */
export const replays = webhooks.table(
  'replays',
  {
    id: id(),
    requestedBy: text('requested_by').notNull(),
    reason: text('reason').notNull(),
    /** provider, state, fromId, beforeId, within: as they were asked for. */
    filter: json('filter').notNull(),
    /** Everything up to this item was looked at. */
    lastItem: uuid('last_item'),
    total: integer('total').notNull(),
    done: integer('done').notNull().default(0),
    state: text('state').notNull(),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    check('replays_state_chk', sql`${t.state} in ('running', 'done')`),
    check('replays_finished_chk', sql`(${t.finishedAt} is not null) = (${t.state} = 'done')`),
    check('replays_count_chk', sql`${t.total} >= 0 and ${t.done} >= 0`),
    index('replays_running_idx')
      .on(t.id)
      .where(sql`${t.state} = 'running'`),
    index('replays_created_at_idx').on(t.createdAt),
  ],
)

/** Where others want to be told things. `ref` is the owner's id of it; its mode never changes (a trigger sees to that). */
export const endpoints = webhooks.table(
  'endpoints',
  {
    id: id(),
    ref: text('ref').notNull(),
    ownerDomain: text('owner_domain').notNull(),
    url: text('url').notNull(),
    mode: text('mode').notNull(),
    state: text('state').notNull(),
    disabledReason: text('disabled_reason'),
    /** One or two of {sealed, from, until}; the newest first. */
    secrets: json('secrets').notNull(),
    maxInFlight: integer('max_in_flight').notNull(),
    /** What of it is granted now. */
    allowedInFlight: integer('allowed_in_flight').notNull(),
    /** Towards one more. */
    successes: integer('successes').notNull().default(0),
    failuresInARow: integer('failures_in_a_row').notNull().default(0),
    failingSince: at('failing_since'),
    transportFailuresInARow: integer('transport_failures_in_a_row').notNull().default(0),
    transportFailingSince: at('transport_failing_since'),
    lastSuccessAt: at('last_success_at'),
    /** A delivery found no free slot: whoever ends one looks for what else is due. */
    backlogged: boolean('backlogged').notNull().default(false),
    /** Set while the circuit is open. */
    probeAt: at('probe_at'),
    /** Since when it is paused or disabled. */
    stoppedAt: at('stopped_at'),
    removedAt: at('removed_at'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    check('endpoints_state_chk', sql`${t.state} in ('enabled', 'paused', 'disabled')`),
    check('endpoints_mode_chk', sql`${t.mode} in ('live', 'sandbox')`),
    check('endpoints_disabled_chk', sql`(${t.disabledReason} is not null) = (${t.state} = 'disabled')`),
    check('endpoints_stopped_chk', sql`(${t.stoppedAt} is null) = (${t.state} = 'enabled')`),
    check('endpoints_secrets_chk', sql`jsonb_typeof(${t.secrets}) = 'array' and jsonb_array_length(${t.secrets}) between 1 and 2`),
    check('endpoints_in_flight_chk', sql`${t.maxInFlight} between 1 and 20 and ${t.allowedInFlight} between 1 and ${t.maxInFlight}`),
    check('endpoints_failing_chk', sql`(${t.failuresInARow} > 0) = (${t.failingSince} is not null) and ${t.failuresInARow} >= 0`),
    check(
      'endpoints_transport_chk',
      sql`(${t.transportFailuresInARow} > 0) = (${t.transportFailingSince} is not null) and ${t.transportFailuresInARow} between 0 and ${t.failuresInARow}`,
    ),
    check('endpoints_probe_chk', sql`${t.probeAt} is null or ${t.failuresInARow} >= 10`),
    check('endpoints_size_chk', sql`length(${t.ref}) between 1 and 200 and length(${t.url}) between 1 and 2000`),
    uniqueIndex('endpoints_ref_key')
      .on(t.ref)
      .where(sql`${t.removedAt} is null`),
    index('endpoints_owner_idx').on(t.ownerDomain, t.id),
    index('endpoints_state_idx').on(t.state, t.id),
    index('endpoints_probe_idx')
      .on(t.probeAt)
      .where(sql`${t.probeAt} is not null`),
    index('endpoints_stopped_idx')
      .on(t.stoppedAt)
      .where(sql`${t.stoppedAt} is not null`),
    index('endpoints_removed_idx')
      .on(t.removedAt)
      .where(sql`${t.removedAt} is not null`),
  ],
)

/** What others are told, as the exact bytes that are signed. `body` may hold personal data and expires with the row. */
export const messages = webhooks.table(
  'messages',
  {
    /** `msg_` and a UUID version 7 in hex: sorts by time. */
    id: text('id').primaryKey(),
    endpointId: uuid('endpoint_id').notNull(),
    type: text('type').notNull(),
    orderKey: text('order_key').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    body: bytes('body').notNull(),
    state: text('state').notNull(),
    /** Failures that count towards ten. */
    attempt: integer('attempt').notNull().default(0),
    /** Times sent; the number of the newest attempt, and what a late outcome is told by. */
    sends: integer('sends').notNull().default(0),
    /** When it is due; null while another of its key goes first. */
    nextAt: at('next_at'),
    leaseUntil: at('lease_until'),
    createdAt: at('created_at').notNull(),
    settledAt: at('settled_at'),
    cancelReason: text('cancel_reason'),
    requestId: text('request_id').notNull(),
    cause: text('cause'),
  },
  (t) => [
    foreignKey({ name: 'messages_endpoint_id_fkey', columns: [t.endpointId], foreignColumns: [endpoints.id] }),
    check('messages_id_chk', sql`${t.id} ~ '^msg_[0-9a-f]{32}$'`),
    check('messages_state_chk', sql`${t.state} in ('pending', 'delivering', 'delivered', 'dead', 'cancelled')`),
    check('messages_body_chk', sql`octet_length(${t.body}) between 1 and 20479`),
    check('messages_next_chk', sql`${t.nextAt} is null or ${t.state} = 'pending'`),
    check('messages_lease_chk', sql`(${t.leaseUntil} is not null) = (${t.state} = 'delivering')`),
    check('messages_settled_chk', sql`(${t.settledAt} is not null) = (${t.state} in ('delivered', 'dead', 'cancelled'))`),
    check('messages_cancel_chk', sql`(${t.cancelReason} is not null) = (${t.state} = 'cancelled')`),
    check('messages_attempt_chk', sql`${t.attempt} between 0 and 10 and ${t.sends} >= 0`),
    check('messages_size_chk', sql`length(${t.orderKey}) between 1 and 200 and length(${t.type}) between 1 and 200`),
    uniqueIndex('messages_place_key').on(t.endpointId, t.orderKey, t.sequence),
    uniqueIndex('messages_delivering_key')
      .on(t.endpointId, t.orderKey)
      .where(sql`${t.state} = 'delivering'`),
    index('messages_open_idx')
      .on(t.endpointId, t.orderKey, t.sequence)
      .where(sql`${t.state} = 'pending'`),
    index('messages_due_idx')
      .on(t.endpointId, t.nextAt)
      .where(sql`${t.nextAt} is not null`),
    index('messages_endpoint_state_idx').on(t.endpointId, t.state, t.id),
    index('messages_endpoint_type_idx').on(t.endpointId, t.type, t.id),
    index('messages_blocked_idx')
      .on(t.id)
      .where(sql`${t.state} = 'pending' and ${t.nextAt} is null`),
    index('messages_lease_idx')
      .on(t.leaseUntil)
      .where(sql`${t.leaseUntil} is not null`),
    index('messages_endpoint_idx').on(t.endpointId, t.id),
    index('messages_state_idx').on(t.state, t.id),
    index('messages_cause_idx')
      .on(t.cause, t.id)
      .where(sql`${t.cause} is not null`),
    index('messages_settled_idx')
      .on(t.settledAt)
      .where(sql`${t.settledAt} is not null`),
  ],
)

/** Each send of a message; written before anything leaves, completed when it is known what came of it. */
export const attempts = webhooks.table(
  'attempts',
  {
    messageId: text('message_id').notNull(),
    n: integer('n').notNull(),
    at: at('at').notNull(),
    durationMs: integer('duration_ms'),
    status: integer('status'),
    error: text('error'),
    /** The beginning of the answer, control characters escaped. */
    response: text('response'),
    address: text('address'),
    probe: boolean('probe').notNull().default(false),
  },
  (t) => [
    primaryKey({ name: 'attempts_pkey', columns: [t.messageId, t.n] }),
    foreignKey({ name: 'attempts_message_id_fkey', columns: [t.messageId], foreignColumns: [messages.id] }).onDelete('cascade'),
    check('attempts_response_chk', sql`octet_length(${t.response}) <= 2048`),
    check('attempts_outcome_chk', sql`${t.durationMs} is null or ${t.status} is not null or ${t.error} is not null`),
  ],
)
