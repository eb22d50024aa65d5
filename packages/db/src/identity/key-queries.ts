import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export function listSigningKeys(reader: Reader): Promise<{ id: string; publicKey: string }[]> {
  return rows(reader, sql`select id, public_key as "publicKey" from identity.jwks order by id`)
}

export async function lockSigningKeys(tx: Tx): Promise<void> {
  await rows(tx, sql`lock table identity.jwks in share row exclusive mode`)
}
