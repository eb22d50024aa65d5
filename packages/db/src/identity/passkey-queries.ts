import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'
import { bytea, instant } from '../values.ts'

export interface PasskeyRow extends Record<string, unknown> {
  id: string
  userId: string
  credentialId: Uint8Array
  publicKey: Uint8Array
  signCount: number
  rpId: string
  transports: string[]
  label: string
  createdAt: Date
  lastUsedAt: Date | null
}
const columns =
  sql.raw(`id, user_id as "userId", credential_id as "credentialId", public_key as "publicKey", sign_count::float8 as "signCount", rp_id as "rpId",
  transports, label, created_at as "createdAt", last_used_at as "lastUsedAt"`)

type NewPasskey = Pick<PasskeyRow, 'id' | 'userId' | 'credentialId' | 'publicKey' | 'signCount' | 'rpId' | 'transports' | 'label'> & {
  readonly now: Date
}
/** False where anybody has this credential, or had it. */
export async function insertPasskey(tx: Tx, key: NewPasskey): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into identity.passkeys (id, user_id, credential_id, public_key, sign_count, rp_id, transports, label, created_at)
        values (${key.id}::uuid, ${key.userId}::uuid, ${bytea(key.credentialId)}, ${bytea(key.publicKey)}, ${key.signCount}, ${key.rpId}, ${texts(key.transports)}, ${key.label}, ${instant(key.now)})
        on conflict (credential_id) do nothing returning 1 as one`,
  )
  return added.length === 1
}

export async function findPasskey(reader: Reader, credentialId: Uint8Array): Promise<PasskeyRow | undefined> {
  const [row] = await rows<PasskeyRow>(
    reader,
    sql`select ${columns} from identity.passkeys where credential_id = ${bytea(credentialId)} and revoked_at is null`,
  )
  return row
}

/** A person's passkeys, oldest first. */
export function passkeysOf(reader: Reader, userId: string): Promise<PasskeyRow[]> {
  return rows(reader, sql`select ${columns} from identity.passkeys where user_id = ${userId}::uuid and revoked_at is null order by id`)
}

/** True for the one caller whose count is newer than every one before (or where the authenticator never counts). */
export async function usePasskey(tx: Tx, id: string, signCount: number, now: Date): Promise<boolean> {
  const used = await rows(
    tx,
    sql`update identity.passkeys set sign_count = ${signCount}, last_used_at = ${instant(now)}
        where id = ${id}::uuid and revoked_at is null and (sign_count < ${signCount} or (sign_count = 0 and ${signCount} = 0)) returning 1 as one`,
  )
  return used.length === 1
}

/** One of a person's passkeys, or all of them; answers how many stopped working. */
export async function revokePasskeys(tx: Tx, userId: string, id: string | null, now: Date): Promise<number> {
  const revoked = await rows(
    tx,
    sql`update identity.passkeys set revoked_at = ${instant(now)}
        where user_id = ${userId}::uuid and revoked_at is null and (${id}::uuid is null or id = ${id}::uuid) returning 1 as one`,
  )
  return revoked.length
}
