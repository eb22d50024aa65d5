import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytes, id } from '../columns.ts'
import { breakGlassOpenings } from './break-glass-schema.ts'
import { identity, users } from './schema.ts'

/** A browser or app that proved itself once. Only the hash of its proof is kept. */
export const devices = identity.table(
  'devices',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    proofHash: bytes('proof_hash').notNull(),
    label: text('label'),
    platform: text('platform').notNull(),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    /** Known until then: a sign-in from it needs no mailed code. */
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    /** The second factor was shown on it then, and has not been changed since. */
    factorAt: at('factor_at'),
  },
  (t) => [
    uniqueIndex('devices_proof_hash_key').on(t.proofHash),
    index('devices_user_idx').on(t.userId),
    index('devices_last_seen_idx').on(t.lastSeenAt),
  ],
)

export const endReasons = [
  'sign-out',
  'by-user',
  'by-admin',
  'password-changed',
  'factor-changed',
  'blocked',
  'refresh-reuse',
  'idle',
  'absolute',
  'displaced',
  'closed',
  'erased',
  'all-ended',
] as const

/** Triggers (see the guards migration): an ended row never changes, and only an active person gets one. */
export const sessions = identity.table(
  'sessions',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** better-auth's own token: never handed out, never accepted. */
    token: text('token').notNull(),
    kind: text('kind').$type<'normal' | 'impersonation' | 'break-glass'>().notNull().default('normal'),
    viaUserId: uuid('via_user_id').references(() => users.id),
    openingId: uuid('opening_id').references(() => breakGlassOpenings.id),
    platform: text('platform').notNull(),
    method: text('method').notNull(),
    amr: text('amr').array().notNull(),
    deviceId: uuid('device_id').references(() => devices.id, { onDelete: 'set null' }),
    ipAddress: text('ip'),
    userAgent: text('user_agent'),
    epoch: integer('epoch').notNull().default(0),
    seenGeneration: integer('seen_generation').notNull().default(0),
    authenticatedAt: at('authenticated_at').notNull(),
    factorAt: at('factor_at').notNull(),
    restricted: text('restricted').$type<'enrol-factor'>(),
    idleExpiresAt: at('idle_expires_at').notNull(),
    absoluteExpiresAt: at('absolute_expires_at').notNull(),
    endedAt: at('ended_at'),
    endReason: text('end_reason').$type<(typeof endReasons)[number]>(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('sessions_token_key').on(t.token),
    index('sessions_user_open_idx')
      .on(t.userId)
      .where(sql`${t.endedAt} is null`),
    index('sessions_user_idx').on(t.userId),
    index('sessions_via_user_idx')
      .on(t.viaUserId)
      .where(sql`${t.viaUserId} is not null`),
    uniqueIndex('sessions_impersonator_key')
      .on(t.viaUserId)
      .where(sql`${t.endedAt} is null and ${t.kind} = 'impersonation'`),
    uniqueIndex('sessions_opening_key')
      .on(t.openingId)
      .where(sql`${t.openingId} is not null`),
    index('sessions_device_idx').on(t.deviceId),
    index('sessions_idle_idx')
      .on(t.idleExpiresAt)
      .where(sql`${t.endedAt} is null`),
    check('sessions_kind_chk', sql`kind in ('normal', 'impersonation', 'break-glass')`),
    check('sessions_via_chk', sql`(kind = 'impersonation') = (via_user_id is not null)`),
    check('sessions_via_other_chk', sql`via_user_id <> user_id`),
    check('sessions_opening_chk', sql`(kind = 'break-glass') = (opening_id is not null)`),
    check('sessions_short_chk', sql`kind = 'normal' or absolute_expires_at <= authenticated_at + interval '30 minutes'`),
    check('sessions_restricted_chk', sql`restricted is null or restricted = 'enrol-factor'`),
    check('sessions_ended_chk', sql`(ended_at is null) = (end_reason is null)`),
    check('sessions_end_reason_chk', sql.raw(`end_reason in (${endReasons.map((reason) => `'${reason}'`).join(', ')})`)),
    check('sessions_expiry_chk', sql`idle_expires_at <= absolute_expires_at`),
  ],
)

/** One row at most: every session that began until `ends_until` is over, whatever its own row says. */
export const sessionHorizon = identity.table(
  'session_horizon',
  { id: boolean('id').primaryKey().default(true), endsUntil: at('ends_until').notNull() },
  () => [check('session_horizon_one_row_chk', sql`id`)],
)

export const refreshTokens = identity.table(
  'refresh_tokens',
  {
    id: id(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id),
    generation: integer('generation').notNull(),
    /** Generation of the token this one was issued for; null for the first and after a step-up. */
    predecessor: integer('predecessor'),
    tokenHash: bytes('token_hash').notNull(),
    issuedAt: at('issued_at').notNull(),
    rotatedAt: at('rotated_at'),
    voidedAt: at('voided_at'),
    /** The next token, sealed under a key made from this one; erased after the grace. */
    sealedSuccessor: bytes('sealed_successor'),
    keyVersion: integer('key_version').notNull(),
  },
  (t) => [
    uniqueIndex('refresh_tokens_hash_key').on(t.tokenHash),
    uniqueIndex('refresh_tokens_generation_key').on(t.sessionId, t.generation),
    uniqueIndex('refresh_tokens_current_key')
      .on(t.sessionId)
      .where(sql`${t.rotatedAt} is null and ${t.voidedAt} is null`),
    index('refresh_tokens_sealed_idx')
      .on(t.rotatedAt)
      .where(sql`${t.sealedSuccessor} is not null`),
  ],
)
