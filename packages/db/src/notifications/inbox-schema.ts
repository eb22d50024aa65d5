import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { intents, notifications } from './schema.ts'

/** What stands under the bell. */
export const notices = notifications.table(
  'notices',
  {
    id: id(),
    userId: uuid('user_id').notNull(),
    intentId: uuid('intent_id').notNull(),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    link: text('link'),
    createdAt: at('created_at').notNull(),
    seenAt: at('seen_at'),
    readAt: at('read_at'),
    archivedAt: at('archived_at'),
    expiresAt: at('expires_at'),
  },
  (t) => [
    unique('notices_intent_key').on(t.intentId),
    foreignKey({ name: 'notices_intent_fk', columns: [t.intentId], foreignColumns: [intents.id] }),
    check('notices_link_chk', sql`${t.link} ~ '^/($|[^/\\\\])'`),
    index('notices_live_idx')
      .on(t.userId, t.id)
      .where(sql`${t.archivedAt} is null`),
    index('notices_unread_idx')
      .on(t.userId, t.id)
      .where(sql`${t.readAt} is null and ${t.archivedAt} is null`),
    index('notices_archived_idx')
      .on(t.userId, t.id)
      .where(sql`${t.archivedAt} is not null`),
    index('notices_expiry_idx')
      .on(t.expiresAt)
      .where(sql`${t.readAt} is null and ${t.archivedAt} is null`),
  ],
)

/** Unread, unarchived notices; changed in the transaction that changes the notices, never below zero. */
export const unread = notifications.table('unread', { userId: uuid('user_id').primaryKey(), n: integer('n').notNull() }, (t) => [
  check('unread_n_chk', sql`${t.n} >= 0`),
])

/** Three a day: the fourth notice of a day cannot be stored. */
export const daySlots = notifications.table(
  'day_slots',
  {
    userId: uuid('user_id').notNull(),
    day: date('day').notNull(),
    slot: smallint('slot').notNull(),
    /** The intent, or what another channel asked the slot for. */
    claimKey: text('claim_key').notNull(),
    class: text('class').notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'day_slots_pkey', columns: [t.userId, t.day, t.slot] }),
    unique('day_slots_claim_key').on(t.userId, t.claimKey),
    check('day_slots_slot_chk', sql`${t.slot} between 1 and 3`),
    uniqueIndex('day_slots_marketing_key')
      .on(t.userId, t.day)
      .where(sql`${t.class} = 'marketing'`),
  ],
)

export const preferences = notifications.table(
  'preferences',
  {
    userId: uuid('user_id').notNull(),
    topic: text('topic').notNull(),
    channel: text('channel').notNull(),
    isOn: boolean('is_on').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'preferences_pkey', columns: [t.userId, t.topic, t.channel] }),
    check('preferences_mandatory_chk', sql`${t.isOn} or ${t.topic} not in ('account', 'payments')`),
  ],
)

export const quietHours = notifications.table('quiet_hours', {
  userId: uuid('user_id').primaryKey(),
  fromTime: text('from_time').notNull(),
  toTime: text('to_time').notNull(),
  days: json('days').notNull(),
  setAt: at('set_at').notNull(),
})
