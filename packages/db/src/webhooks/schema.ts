import { sql } from 'drizzle-orm'
import { check, index, integer, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
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
