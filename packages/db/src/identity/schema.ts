import type { Role } from '@mas/contracts/access'
import { sql, type SQL } from 'drizzle-orm'
import { boolean, check, index, integer, pgSchema, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id } from '../columns.ts'

export const identity = pgSchema('identity')

export const users = identity.table(
  'users',
  {
    id: id(),
    /** Normalised; null only for a person known by a verified phone alone. */
    email: text('email'),
    emailVerified: boolean('email_verified').notNull().default(false),
    emailVerifiedAt: at('email_verified_at'),
    emailState: text('email_state').$type<'ok' | 'bouncing'>().notNull().default('ok'),
    fullName: text('full_name').notNull(),
    phone: text('phone'),
    phoneVerifiedAt: at('phone_verified_at'),
    profession: text('profession'),
    domain: text('domain'),
    photoFileId: uuid('photo_file_id'),
    role: text('role').$type<Role>().notNull(),
    state: text('state').$type<'invited' | 'active' | 'blocked' | 'erased'>().notNull(),
    blockedAt: at('blocked_at'),
    blockedUntil: at('blocked_until'),
    reasonCode: text('reason_code'),
    blockedBy: uuid('blocked_by'),
    profileCompletedAt: at('profile_completed_at'),
    stage: integer('stage').generatedAlwaysAs(
      (): SQL => sql`1 + (email_verified or phone_verified_at is not null)::int + (profile_completed_at is not null)::int`,
    ),
    class: text('class')
      .$type<'learner' | 'staff' | 'privileged'>()
      .generatedAlwaysAs(
        (): SQL => sql`case when role = 'USER' then 'learner' when role in ('ADMIN', 'FINANCE') then 'privileged' else 'staff' end`,
      ),
    signupPlatform: text('signup_platform').notNull(),
    signupIp: text('signup_ip'),
    signupUserAgent: text('signup_user_agent'),
    locale: text('locale').notNull().default('en-IN'),
    zone: text('zone').notNull().default('Asia/Kolkata'),
    lastActiveAt: at('last_active_at'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('users_email_key').on(t.email),
    uniqueIndex('users_verified_phone_key')
      .on(t.phone)
      .where(sql`${t.phoneVerifiedAt} is not null`),
    index('users_role_idx').on(t.role, t.id),
    index('users_state_idx').on(t.state, t.id),
    index('users_stage_one_idx')
      .on(t.createdAt)
      .where(sql`stage = 1 and state = 'active'`),
    index('users_blocked_until_idx')
      .on(t.blockedUntil)
      .where(sql`${t.blockedUntil} is not null`),
    check('users_email_verified_chk', sql`email_verified = (email_verified_at is not null)`),
    check('users_email_chk', sql`email is null or (length(email) between 3 and 254 and email !~ '[[:space:]]')`),
    check('users_email_state_chk', sql`email_state in ('ok', 'bouncing')`),
    check('users_full_name_chk', sql`length(full_name) between 1 and 120`),
    check('users_phone_chk', sql`phone is null or phone ~ '^[+][1-9][0-9]{6,14}$'`),
    check(
      'users_role_chk',
      sql`role in ('USER', 'EXPERT', 'SUPER_MENTOR', 'BATCH_LEAD', 'COMMUNITY_MANAGER', 'SALES', 'SALES_HEAD', 'EXTERNAL_HR', 'FINANCE', 'ADMIN')`,
    ),
    check('users_state_chk', sql`state in ('invited', 'active', 'blocked', 'erased')`),
    check('users_blocked_chk', sql`(state = 'blocked') = (blocked_at is not null)`),
    check('users_completed_chk', sql`profile_completed_at is null or email_verified or phone_verified_at is not null`),
    check('users_reachable_chk', sql`email is not null or phone_verified_at is not null`),
  ],
)

export const accounts = identity.table(
  'accounts',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    providerId: text('provider_id').$type<'credential' | 'google'>().notNull(),
    accountId: text('account_id').notNull(),
    password: text('password'),
    // Columns better-auth insists on; sign-in keeps no tokens of third parties, and the check holds it to that.
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('accounts_provider_account_key').on(t.providerId, t.accountId),
    uniqueIndex('accounts_user_provider_key').on(t.userId, t.providerId),
    // Hashes from the system before this one: fewer with every sign-in, in the end none.
    index('accounts_old_hash_idx')
      .on(t.id)
      .where(sql`password like '$2%'`),
    check('accounts_provider_chk', sql`provider_id in ('credential', 'google')`),
    check('accounts_password_chk', sql`(provider_id = 'credential') = (password is not null)`),
    check('accounts_no_tokens_chk', sql`access_token is null and refresh_token is null and id_token is null`),
  ],
)

/** better-auth's place for short-lived values. Ours are challenges and tickets, so it stays empty. */
export const verifications = identity.table(
  'verifications',
  {
    id: id(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [uniqueIndex('verifications_identifier_key').on(t.identifier)],
)

/** Signing keys of access tokens; the private half is encrypted by better-auth. */
export const jwks = identity.table('jwks', {
  id: id(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  alg: text('alg'),
  crv: text('crv'),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at'),
})
