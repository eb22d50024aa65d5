import type { Role } from '@mas/contracts/access'
import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'

export interface UserRow extends Record<string, unknown> {
  id: string
  email: string | null
  emailVerified: boolean
  emailState: 'ok' | 'bouncing'
  fullName: string
  phone: string | null
  phoneVerified: boolean
  profession: string | null
  domain: string | null
  photoFileId: string | null
  role: Role
  class: 'learner' | 'staff' | 'privileged'
  state: 'invited' | 'active' | 'blocked' | 'erased'
  stage: number
  blockedAt: Date | null
  blockedUntil: Date | null
  reasonCode: string | null
  lastActiveAt: Date | null
  locale: string
  zone: string
  createdAt: Date
}
export const userColumns =
  sql.raw(`id, email, email_verified as "emailVerified", email_state as "emailState", full_name as "fullName", phone,
  phone_verified_at is not null as "phoneVerified", profession, domain, photo_file_id as "photoFileId", role, class, state, stage,
  blocked_at as "blockedAt", blocked_until as "blockedUntil", reason_code as "reasonCode", last_active_at as "lastActiveAt", locale, zone, created_at as "createdAt"`)

/** One at a time for one address, whether or not a row has it: sign-up, linking and invitations wait for each other here. */
export async function lockAddress(tx: Tx, address: string): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`identity.address:${address}`}, 0))`)
}

export async function findUser(reader: Reader, id: string): Promise<UserRow | undefined> {
  return one(reader, sql`id = ${id}::uuid`)
}
export async function findUserByEmail(reader: Reader, email: string): Promise<UserRow | undefined> {
  return one(reader, sql`email = ${email}`)
}
export async function findUserByVerifiedPhone(reader: Reader, phone: string): Promise<UserRow | undefined> {
  return one(reader, sql`phone = ${phone} and phone_verified_at is not null`)
}
export async function lockUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  return one(tx, sql`id = ${id}::uuid for update`)
}
/** In id order, so that two administrators at work on each other never wait in a circle. */
export function lockActiveAdmins(tx: Tx): Promise<{ id: string }[]> {
  return rows(tx, sql`select id from identity.users where role = 'ADMIN' and state = 'active' order by id for update`)
}
export async function activeAdmins(reader: Reader): Promise<string[]> {
  const found = await rows<{ id: string }>(reader, sql`select id from identity.users where role = 'ADMIN' and state = 'active' order by id`)
  return found.map(({ id }) => id)
}
/** Holds off every other first administrator. */
export async function anyAdminLocked(tx: Tx): Promise<boolean> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended('identity.first-admin', 0))`)
  const found = await rows(tx, sql`select 1 as one from identity.users where role = 'ADMIN' and state in ('invited', 'active') limit 1`)
  return found.length === 1
}
export function usersByIds(reader: Reader, ids: readonly string[]): Promise<UserRow[]> {
  return rows(reader, sql`select ${userColumns} from identity.users where id = any(${uuids(ids)})`)
}

/** The mailbox was proven: the address counts, and an invited person becomes active. */
export async function markEmailVerified(tx: Tx, id: string, now: Date, fullName: string | null): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update identity.users set email_verified = true, email_verified_at = ${instant(now)}, email_state = 'ok', updated_at = ${instant(now)},
          full_name = coalesce(${fullName}, full_name), state = case when state = 'invited' then 'active' else state end
        where id = ${id}::uuid and not email_verified returning 1 as one`,
  )
  return changed.length === 1
}

/** The account has another, proven address. */
export async function replaceEmail(tx: Tx, id: string, email: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set email = ${email}, email_verified = true, email_verified_at = ${instant(now)}, email_state = 'ok', updated_at = ${instant(now)} where id = ${id}::uuid`,
  )
}

/** The account has this phone number, proven. */
export async function verifyPhoneRow(tx: Tx, id: string, phone: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set phone = ${phone}, phone_verified_at = ${instant(now)}, updated_at = ${instant(now)} where id = ${id}::uuid`,
  )
}

/** Only while the address is still the one that bounced. */
export async function markBouncing(tx: Tx, id: string, address: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set email_state = 'bouncing', updated_at = ${instant(now)} where id = ${id}::uuid and email = ${address} and email_state = 'ok'`,
  )
}

interface ProfileChange {
  readonly fullName: string | null
  readonly phone: string | null
  readonly profession: string | null
  readonly domain: string | null
  readonly locale: string | null
  readonly zone: string | null
}
/** Null leaves a field as it is. Another phone number than the verified one is unverified. */
export async function updateProfileRow(tx: Tx, id: string, change: ProfileChange, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set full_name = coalesce(${change.fullName}, full_name), profession = coalesce(${change.profession}, profession),
          domain = coalesce(${change.domain}, domain), locale = coalesce(${change.locale}, locale), zone = coalesce(${change.zone}, zone),
          phone = coalesce(${change.phone}, phone), updated_at = ${instant(now)},
          phone_verified_at = case when ${change.phone}::text is null or ${change.phone} = phone then phone_verified_at else null end
        where id = ${id}::uuid`,
  )
}
export async function markProfileCompleted(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update identity.users set profile_completed_at = ${instant(now)}, updated_at = ${instant(now)}
        where id = ${id}::uuid and profile_completed_at is null and stage >= 2 returning 1 as one`,
  )
  return changed.length === 1
}
export async function setPhoto(tx: Tx, id: string, fileId: string | null, now: Date): Promise<void> {
  await rows(tx, sql`update identity.users set photo_file_id = ${fileId}::uuid, updated_at = ${instant(now)} where id = ${id}::uuid`)
}
export async function setRole(tx: Tx, id: string, role: Role, now: Date): Promise<void> {
  await rows(tx, sql`update identity.users set role = ${role}, updated_at = ${instant(now)} where id = ${id}::uuid`)
}
export async function blockRow(
  tx: Tx,
  id: string,
  block: { reasonCode: string; by: string; until: Date | null; now: Date },
): Promise<void> {
  await rows(
    tx,
    sql`update identity.users set state = 'blocked', blocked_at = ${instant(block.now)}, blocked_until = ${instant(block.until)}, reason_code = ${block.reasonCode},
          blocked_by = ${block.by}::uuid, updated_at = ${instant(block.now)} where id = ${id}::uuid`,
  )
}
export async function unblockRow(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, sql`update identity.users set ${unblocked}, updated_at = ${instant(now)} where id = ${id}::uuid and state = 'blocked'`)
}
/** Somebody who was blocked before activating an invitation goes back to being invited. */
export const unblocked = sql.raw(
  `state = case when stage = 1 and not exists (select 1 from identity.sessions s where s.user_id = users.id) and signup_ip is null then 'invited' else 'active' end,
   blocked_at = null, blocked_until = null, reason_code = null, blocked_by = null`,
)

async function one(reader: Reader, where: SQL): Promise<UserRow | undefined> {
  const [row] = await rows<UserRow>(reader, sql`select ${userColumns} from identity.users where ${where}`)
  return row
}
