import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'
import { leadsSchema } from './registry-schema.ts'

/** Append-only (but for the erasure of `value`). `value_hash` is a keyed hash that survives erasure: a "stop" is obeyed for ever. */
export const consents = leadsSchema.table(
  'consents',
  {
    id: id(),
    valueHash: text('value_hash').notNull(),
    value: text('value'),
    channel: text('channel').notNull(),
    purpose: text('purpose').notNull(),
    state: text('state').notNull(),
    basis: text('basis').notNull(),
    evidence: json('evidence').notNull(),
    at: at('at').notNull(),
    expiresAt: at('expires_at'),
    expiredAt: at('expired_at'),
    actor: text('actor').notNull(),
    leadId: uuid('lead_id'),
  },
  (t) => [
    index('consents_gate_idx').on(t.valueHash, t.channel, t.purpose, t.at),
    index('consents_expiry_idx')
      .on(t.expiresAt)
      .where(sql`${t.expiresAt} is not null and ${t.expiredAt} is null`),
    check(
      'consents_channel_chk',
      sql`${t.channel} in ('call','sms','whatsapp','email','all') and ${t.purpose} in ('promotional','service')`,
    ),
    check('consents_state_chk', sql`${t.state} in ('granted','withdrawn') and ${t.basis} in ('explicit','enquiry','inbound','operator')`),
  ],
)

/** The latest answer of the do-not-disturb register for one number. */
export const dndScrubs = leadsSchema.table('dnd_scrubs', {
  valueHash: text('value_hash').primaryKey(),
  registered: boolean('registered').notNull(),
  categories: json('categories').notNull(),
  scrubbedAt: at('scrubbed_at').notNull(),
  providerRef: text('provider_ref'),
})

export const contactPermits = leadsSchema.table(
  'contact_permits',
  {
    id: id(),
    valueHash: text('value_hash').notNull(),
    value: text('value').notNull(),
    channel: text('channel').notNull(),
    purpose: text('purpose').notNull(),
    leadId: uuid('lead_id'),
    manual: boolean('manual').notNull(),
    decision: json('decision').notNull(),
    issuedAt: at('issued_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
    usedBy: text('used_by'),
  },
  (t) => [
    uniqueIndex('contact_permits_used_by_key').on(t.usedBy),
    index('contact_permits_lead_idx')
      .on(t.leadId, t.issuedAt)
      .where(sql`${t.leadId} is not null`),
    check('contact_permits_used_chk', sql`(${t.usedAt} is null) = (${t.usedBy} is null)`),
  ],
)

/** Contacts made per value, IST day and class (`call`, `promo`); the check is the cap itself. */
export const contactDays = leadsSchema.table(
  'contact_days',
  {
    valueHash: text('value_hash').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    channelClass: text('channel_class').notNull(),
    attempts: integer('attempts').notNull(),
    capAtWrite: integer('cap_at_write').notNull(),
  },
  (t) => [
    primaryKey({ name: 'contact_days_pkey', columns: [t.valueHash, t.day, t.channelClass] }),
    check('contact_days_cap_chk', sql`${t.attempts} <= ${t.capAtWrite}`),
    check('contact_days_class_chk', sql`${t.channelClass} in ('call','promo')`),
  ],
)

/** One live phone call per person, human or machine, over all products. */
export const liveCalls = leadsSchema.table(
  'live_calls',
  {
    valueHash: text('value_hash').primaryKey(),
    holder: text('holder').notNull(),
    since: at('since').notNull(),
    until: at('until').notNull(),
  },
  (t) => [uniqueIndex('live_calls_holder_key').on(t.holder)],
)

/** Numbers shown in full to a person, counted per IST day. */
export const reveals = leadsSchema.table(
  'reveals',
  { userId: uuid('user_id').notNull(), day: date('day', { mode: 'string' }).notNull(), shown: integer('shown').notNull() },
  (t) => [primaryKey({ name: 'reveals_pkey', columns: [t.userId, t.day] })],
)

/** Numbers somebody was not allowed to advertise to because the register was not asked lately: asked next. */
export const scrubRequests = leadsSchema.table(
  'scrub_requests',
  { valueHash: text('value_hash').primaryKey(), value: text('value').notNull(), askedAt: at('asked_at').notNull() },
  (t) => [index('scrub_requests_asked_idx').on(t.askedAt)],
)
