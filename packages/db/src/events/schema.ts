import { sql } from 'drizzle-orm'
import { index, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'

export const events = pgSchema('events')

/** Every fact that was published, in the transaction that made it true. */
export const outbox = events.table(
  'outbox',
  {
    id: id(),
    name: text('name').notNull(),
    data: json('data').notNull(),
    actor: text('actor').notNull(),
    requestId: text('request_id').notNull(),
    occurredAt: at('occurred_at').notNull(),
    dispatchedAt: at('dispatched_at'),
  },
  (t) => [
    index('outbox_name_id_idx').on(t.name, t.id),
    index('outbox_undispatched_idx')
      .on(t.id)
      .where(sql`${t.dispatchedAt} is null`),
  ],
)

/** Which subscriber has already acted on which event: the second delivery changes nothing. */
export const consumed = events.table(
  'consumed',
  { eventId: uuid('event_id').notNull(), subscriber: text('subscriber').notNull(), at: at('at').notNull() },
  (t) => [primaryKey({ name: 'consumed_pkey', columns: [t.eventId, t.subscriber] })],
)
