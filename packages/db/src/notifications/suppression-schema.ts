import { sql } from 'drizzle-orm'
import { check, index, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, id } from '../columns.ts'
import { notifications } from './schema.ts'

/** Addresses that are not mailed; the hash alone decides, so it outlives the erasure of the address. */
export const suppressions = notifications.table(
  'suppressions',
  {
    id: id(),
    addressHash: text('address_hash').notNull(),
    /** Personal data. */
    address: text('address'),
    scope: text('scope').notNull(),
    reason: text('reason').notNull(),
    /** The mail or the token that caused it. */
    source: text('source'),
    note: text('note'),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: at('expires_at'),
    liftedAt: at('lifted_at'),
    liftedBy: text('lifted_by'),
  },
  (t) => [
    uniqueIndex('suppressions_active_key')
      .on(t.addressHash, t.scope, t.reason)
      .where(sql`${t.liftedAt} is null`),
    check('suppressions_reason_chk', sql`${t.reason} in ('hard-bounce', 'complaint', 'unsubscribe', 'soft-bounces', 'manual')`),
    check('suppressions_lifted_chk', sql`(${t.liftedAt} is null) = (${t.liftedBy} is null)`),
    index('suppressions_address_idx').on(t.addressHash, t.id),
  ],
)
