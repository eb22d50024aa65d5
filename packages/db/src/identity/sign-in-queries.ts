import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface Credential extends Record<string, unknown> {
  passwordHash: string | null
  hasGoogle: boolean
}

export async function findCredential(reader: Reader, userId: string): Promise<Credential> {
  const [row] = await rows<Credential>(
    reader,
    sql`select max(password) filter (where provider_id = 'credential') as "passwordHash", count(*) filter (where provider_id = 'google') > 0 as "hasGoogle"
        from identity.accounts where user_id = ${userId}::uuid`,
  )
  return row ?? { passwordHash: null, hasGoogle: false }
}

/** True when there was a credential to change. */
export async function replacePassword(tx: Tx, userId: string, hash: string, now: Date): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update identity.accounts set password = ${hash}, updated_at = ${instant(now)} where user_id = ${userId}::uuid and provider_id = 'credential' returning 1 as one`,
  )
  return changed.length === 1
}

/** How many of all passwords are still hashed the old way, from 0 to 1. */
export async function shareOfOldHashes(reader: Reader): Promise<number> {
  const [row] = await rows<{ share: number }>(
    reader,
    sql`select case when old = 0 then 0 else old / (select count(*) from identity.accounts where provider_id = 'credential')::float8 end as share
        from (select count(*) as old from identity.accounts where password like '$2%') counted`,
  )
  return row?.share ?? 0
}

/** Replaces a hash of the old kind by a new one of the same password, unless somebody changed the password meanwhile. */
export async function upgradePassword(reader: Reader, userId: string, from: string, to: string): Promise<void> {
  await rows(
    reader,
    sql`update identity.accounts set password = ${to} where user_id = ${userId}::uuid and provider_id = 'credential' and password = ${from}`,
  )
}

export async function findGoogleOwner(reader: Reader, subject: string): Promise<string | undefined> {
  const [row] = await rows<{ userId: string }>(
    reader,
    sql`select user_id as "userId" from identity.accounts where provider_id = 'google' and account_id = ${subject}`,
  )
  return row?.userId
}

interface DeviceRow extends Record<string, unknown> {
  id: string
  userId: string
  expiresAt: Date
  revokedAt: Date | null
  factorAt: Date | null
}

export async function findDevice(reader: Reader, proofHash: Uint8Array): Promise<DeviceRow | undefined> {
  const [row] = await rows<DeviceRow>(
    reader,
    sql`select id, user_id as "userId", expires_at as "expiresAt", revoked_at as "revokedAt", factor_at as "factorAt" from identity.devices where proof_hash = ${bytea(proofHash)}`,
  )
  return row
}

export async function insertDevice(
  tx: Tx,
  device: { id: string; userId: string; proofHash: Uint8Array; label: string | null; platform: string; now: Date; expiresAt: Date },
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.devices (id, user_id, proof_hash, label, platform, first_seen_at, last_seen_at, expires_at)
        values (${device.id}::uuid, ${device.userId}::uuid, ${bytea(device.proofHash)}, ${device.label}, ${device.platform}, ${instant(device.now)}, ${instant(device.now)}, ${instant(device.expiresAt)})`,
  )
}
export async function touchDevice(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, sql`update identity.devices set last_seen_at = ${instant(now)} where id = ${id}::uuid`)
}
export async function revokeDevice(reader: Reader, id: string, now: Date): Promise<void> {
  await rows(reader, sql`update identity.devices set revoked_at = ${instant(now)} where id = ${id}::uuid and revoked_at is null`)
}
