import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

interface SigningKey extends Record<string, unknown> {
  id: string
  publicKey: string
  createdAt: Date
  /** It verifies until then, and signs no more. */
  expiresAt: Date | null
}
/** The one that signs comes last. */
export function listSigningKeys(reader: Reader): Promise<SigningKey[]> {
  return rows(
    reader,
    sql`select id, public_key as "publicKey", created_at as "createdAt", expires_at as "expiresAt" from identity.jwks order by expires_at nulls last, id`,
  )
}
export async function deleteExpiredKeys(reader: Reader, now: Date): Promise<void> {
  await rows(reader, sql`delete from identity.jwks where expires_at <= ${instant(now)}`)
}
/** All but the newest verify until `until`. */
export async function retireSigningKeys(tx: Tx, newestId: string, until: Date): Promise<void> {
  await rows(tx, sql`update identity.jwks set expires_at = ${instant(until)} where id <> ${newestId}::uuid and expires_at is null`)
}
export async function dateSigningKey(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, sql`update identity.jwks set created_at = ${instant(now)} where id = ${id}::uuid`)
}

export async function lockSigningKeys(tx: Tx): Promise<void> {
  await rows(tx, sql`lock table identity.jwks in share row exclusive mode`)
}
