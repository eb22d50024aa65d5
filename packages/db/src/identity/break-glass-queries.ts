import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

export interface SealedCredential extends Record<string, unknown> {
  id: string
  phraseHash: Uint8Array
  sealedTotp: Uint8Array
  lastStep: number
  custodianA: string
  custodianB: string
}
const columns = sql.raw(
  `id, phrase_hash as "phraseHash", sealed_totp as "sealedTotp", last_step::int as "lastStep", custodian_a as "custodianA", custodian_b as "custodianB"`,
)

export async function findSealedCredential(reader: Reader): Promise<SealedCredential | undefined> {
  const [row] = await rows<SealedCredential>(reader, sql`select ${columns} from identity.break_glass_credentials where state = 'sealed'`)
  return row
}

/** Locked, so that replacing it and opening it wait for each other. */
export async function retireSealed(tx: Tx, now: Date): Promise<string | undefined> {
  const [row] = await rows<{ id: string }>(
    tx,
    sql`update identity.break_glass_credentials set state = 'retired', retired_at = ${instant(now)} where state = 'sealed' returning id`,
  )
  return row?.id
}

export async function insertCredential(
  tx: Tx,
  made: {
    id: string
    phraseHash: Uint8Array
    sealedTotp: Uint8Array
    custodianA: string
    custodianB: string
    sealedBy: string
    now: Date
  },
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.break_glass_credentials (id, phrase_hash, sealed_totp, custodian_a, custodian_b, state, sealed_by, sealed_at)
        values (${made.id}::uuid, ${bytea(made.phraseHash)}, ${bytea(made.sealedTotp)}, ${made.custodianA}::uuid, ${made.custodianB}::uuid, 'sealed',
          ${made.sealedBy}::uuid, ${instant(made.now)})`,
  )
}

/** True for the one caller who spends it: of many with the right phrase and code, a single one gets in. */
export async function spendCredential(tx: Tx, id: string, step: number): Promise<boolean> {
  const spent = await rows(
    tx,
    sql`update identity.break_glass_credentials set state = 'opened', last_step = ${step}
        where id = ${id}::uuid and state = 'sealed' and last_step < ${step} returning 1 as one`,
  )
  return spent.length === 1
}
export async function retireOpened(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.break_glass_credentials set state = 'retired', retired_at = ${instant(now)} where id = ${id}::uuid and state = 'opened'`,
  )
}
