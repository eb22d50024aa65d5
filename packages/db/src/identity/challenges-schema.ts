import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id } from '../columns.ts'
import { identity, users } from './schema.ts'

/** A code that was asked for. `user_id` is null for a decoy, which nobody can complete. */
export const challenges = identity.table(
  'challenges',
  {
    id: id(),
    purpose: text('purpose').notNull(),
    channel: text('channel').$type<'email' | 'sms' | 'whatsapp'>().notNull(),
    platform: text('platform').notNull(),
    userId: uuid('user_id').references(() => users.id),
    addressMac: bytes('address_mac').notNull(),
    codeMac: bytes('code_mac').notNull(),
    /** The code for the job that mails it; erased once it was handed over. */
    sealedCode: bytes('sealed_code'),
    pendingPassword: text('pending_password'),
    payload: bytes('payload'),
    attempts: integer('attempts').notNull().default(0),
    sends: integer('sends').notNull().default(1),
    lastSentAt: at('last_sent_at').notNull(),
    createdAt: at('created_at').notNull(),
    codeExpiresAt: at('code_expires_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    consumedAt: at('consumed_at'),
  },
  (t) => [
    index('challenges_user_idx').on(t.userId, t.purpose),
    index('challenges_expires_idx').on(t.expiresAt),
    check('challenges_attempts_chk', sql`attempts between 0 and 5`),
    check('challenges_channel_chk', sql`channel in ('email', 'sms', 'whatsapp')`),
  ],
)

/** One-use secrets of 256 bit: links, redirect tickets, the state of a Google sign-in. */
export const tickets = identity.table(
  'tickets',
  {
    id: id(),
    kind: text('kind').$type<'google-redirect' | 'google-token' | 'socket' | 'invite' | 'oauth-state'>().notNull(),
    hash: bytes('hash').notNull(),
    userId: uuid('user_id').references(() => users.id),
    payload: bytes('payload'),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    consumedAt: at('consumed_at'),
  },
  (t) => [
    uniqueIndex('tickets_hash_key').on(t.hash),
    index('tickets_user_idx').on(t.userId),
    index('tickets_expires_idx').on(t.expiresAt),
    check('tickets_kind_chk', sql`kind in ('google-redirect', 'google-token', 'socket', 'invite', 'oauth-state')`),
  ],
)

/** Failures and sends by bucket; the key is a MAC, so the table names nobody. */
export const throttles = identity.table(
  'throttles',
  {
    key: bytes('key').primaryKey(),
    failures: integer('failures').notNull(),
    windowStartedAt: at('window_started_at').notNull(),
    lastFailureAt: at('last_failure_at').notNull(),
    blockedUntil: at('blocked_until'),
  },
  (t) => [index('throttles_last_failure_idx').on(t.lastFailureAt)],
)

export const roleChanges = identity.table(
  'role_changes',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    from: text('from_role').$type<Role>().notNull(),
    to: text('to_role').$type<Role>().notNull(),
    requestedBy: uuid('requested_by')
      .notNull()
      .references(() => users.id),
    approvedBy: uuid('approved_by').references(() => users.id),
    reason: text('reason').notNull(),
    state: text('state').$type<'pending' | 'applied' | 'rejected' | 'expired'>().notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    decidedAt: at('decided_at'),
    /** Applied by the only administrator there was; nobody else could have approved it. */
    byOneAdmin: boolean('by_one_admin').notNull().default(false),
  },
  (t) => [
    uniqueIndex('role_changes_pending_key')
      .on(t.userId)
      .where(sql`${t.state} = 'pending'`),
    index('role_changes_user_idx').on(t.userId),
    index('role_changes_state_idx').on(t.state, t.id),
    index('role_changes_requested_by_idx').on(t.requestedBy),
    index('role_changes_approved_by_idx').on(t.approvedBy),
    check('role_changes_state_chk', sql`state in ('pending', 'applied', 'rejected', 'expired')`),
    check('role_changes_two_people_chk', sql`approved_by <> requested_by`),
  ],
)
