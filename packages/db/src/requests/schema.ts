import { index, integer, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core'
import { at, json } from '../columns.ts'

export const requests = pgSchema('requests')

/** Request keys of mutating verbs with the answer they got: the same key never acts twice. Kept 48 hours. */
export const keys = requests.table(
  'keys',
  {
    actor: text('actor').notNull(),
    verb: text('verb').notNull(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    response: json('response'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ name: 'keys_pkey', columns: [t.actor, t.verb, t.key] }), index('keys_created_at_idx').on(t.createdAt)],
)

/** Fixed-window counters shared by all processes. */
export const rates = requests.table(
  'rates',
  { bucket: text('bucket').notNull(), windowStart: at('window_start').notNull(), used: integer('used').notNull() },
  (t) => [primaryKey({ name: 'rates_pkey', columns: [t.bucket, t.windowStart] }), index('rates_window_start_idx').on(t.windowStart)],
)
