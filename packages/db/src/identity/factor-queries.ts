import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface FactorRow extends Record<string, unknown> {
  sealedSecret: Uint8Array | null
  pendingSecret: Uint8Array | null
  lastStep: number
}
interface FactorCounts extends Record<string, unknown> {
  /** An authenticator app is confirmed. */
  totp: boolean
  passkeys: number
  /** Recovery codes that still work. */
  codesLeft: number
}

/** What a person could show besides the password. */
export async function countFactors(reader: Reader, userId: string): Promise<FactorCounts> {
  const [row] = await rows<FactorCounts>(
    reader,
    sql`select exists (select 1 from identity.totp_factors where user_id = ${userId}::uuid and confirmed_at is not null) as totp,
          (select count(*)::int from identity.passkeys where user_id = ${userId}::uuid and revoked_at is null) as passkeys,
          (select count(*)::int from identity.recovery_codes where user_id = ${userId}::uuid and used_at is null) as "codesLeft"`,
  )
  return row ?? { totp: false, passkeys: 0, codesLeft: 0 }
}

export async function findFactor(reader: Reader, userId: string): Promise<FactorRow | undefined> {
  const [row] = await rows<FactorRow>(
    reader,
    sql`select sealed_secret as "sealedSecret", pending_secret as "pendingSecret", last_step::int as "lastStep"
        from identity.totp_factors where user_id = ${userId}::uuid`,
  )
  return row
}

/** A secret that waits for its first code; the confirmed one keeps working meanwhile. */
export async function putPendingSecret(tx: Tx, userId: string, pending: Uint8Array, now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.totp_factors (user_id, pending_secret, created_at) values (${userId}::uuid, ${bytea(pending)}, ${instant(now)})
        on conflict (user_id) do update set pending_secret = excluded.pending_secret`,
  )
}

/** The waiting secret becomes the factor, and the code that confirmed it is spent. */
export async function confirmPendingSecret(tx: Tx, userId: string, pending: Uint8Array, step: number, now: Date): Promise<boolean> {
  const confirmed = await rows(
    tx,
    sql`update identity.totp_factors set sealed_secret = pending_secret, pending_secret = null, confirmed_at = ${instant(now)}, last_step = ${step}
        where user_id = ${userId}::uuid and pending_secret = ${bytea(pending)} returning 1 as one`,
  )
  return confirmed.length === 1
}

/** True for the one caller that this step lets in. */
export async function spendStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const spent = await rows(
    tx,
    sql`update identity.totp_factors set last_step = ${step} where user_id = ${userId}::uuid and confirmed_at is not null and last_step < ${step} returning 1 as one`,
  )
  return spent.length === 1
}

export async function hasRecoveryCode(reader: Reader, userId: string, codeHash: Uint8Array): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from identity.recovery_codes where user_id = ${userId}::uuid and code_hash = ${bytea(codeHash)} and used_at is null`,
  )
  return found.length === 1
}

/** True for the one caller that this code lets in. */
export async function spendRecoveryCode(tx: Tx, userId: string, codeHash: Uint8Array, now: Date): Promise<boolean> {
  const spent = await rows(
    tx,
    sql`update identity.recovery_codes set used_at = ${instant(now)} where user_id = ${userId}::uuid and code_hash = ${bytea(codeHash)} and used_at is null returning 1 as one`,
  )
  return spent.length === 1
}

/** The person's codes are these and no others. */
export async function replaceRecoveryCodes(tx: Tx, userId: string, codeHashes: readonly Uint8Array[], now: Date): Promise<void> {
  await rows(tx, sql`delete from identity.recovery_codes where user_id = ${userId}::uuid`)
  if (codeHashes.length === 0) return
  const values = codeHashes.map((hash) => sql`(${userId}::uuid, ${bytea(hash)}, ${instant(now)})`)
  await rows(tx, sql`insert into identity.recovery_codes (user_id, code_hash, created_at) values ${sql.join(values, sql`, `)}`)
}

/** True when there was an authenticator app. */
export async function deleteTotp(tx: Tx, userId: string): Promise<boolean> {
  const gone = await rows(
    tx,
    sql`delete from identity.totp_factors where user_id = ${userId}::uuid returning confirmed_at is not null as confirmed`,
  )
  return gone.some((row) => row['confirmed'] === true)
}

/** The second factor was shown on this device: it need not be for as long as the device is known. */
export async function trustDevice(tx: Tx, deviceId: string, now: Date): Promise<void> {
  await rows(tx, sql`update identity.devices set factor_at = ${instant(now)} where id = ${deviceId}::uuid and revoked_at is null`)
}
/** Another factor than the one that was shown: it must be shown again everywhere. */
export async function distrustDevices(tx: Tx, userId: string): Promise<void> {
  await rows(tx, sql`update identity.devices set factor_at = null where user_id = ${userId}::uuid and factor_at is not null`)
}
