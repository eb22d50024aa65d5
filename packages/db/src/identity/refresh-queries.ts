import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { bytea, instant } from '../values.ts'

export interface LockedSession extends Record<string, unknown> {
  id: string
  userId: string
  platform: string
  epoch: number
  seenGeneration: number
  deviceId: string | null
  endedAt: Date | null
  allEnded: boolean
  idleExpiresAt: Date
  absoluteExpiresAt: Date
  restricted: 'enrol-factor' | null
}
/** Locks the session a refresh token belongs to: everything about its family is decided under this lock. */
export async function lockSessionOfToken(tx: Tx, tokenHash: Uint8Array): Promise<LockedSession | undefined> {
  const [row] = await rows<LockedSession>(
    tx,
    sql`select id, user_id as "userId", platform, epoch, seen_generation as "seenGeneration", device_id as "deviceId", ended_at as "endedAt",
          exists (select 1 from identity.session_horizon h where h.ends_until >= authenticated_at) as "allEnded",
          idle_expires_at as "idleExpiresAt", absolute_expires_at as "absoluteExpiresAt", restricted
        from identity.sessions where id = (select session_id from identity.refresh_tokens where token_hash = ${bytea(tokenHash)}) for update`,
  )
  return row
}

export interface TokenRow extends Record<string, unknown> {
  id: string
  generation: number
  predecessor: number | null
  rotatedAt: Date | null
  voidedAt: Date | null
  sealedSuccessor: Uint8Array | null
}
export interface Family extends Record<string, unknown> {
  presented: TokenRow
  current: TokenRow
  proofHash: Uint8Array | null
  role: Role
  state: string
  graceSeconds: unknown
  limits: unknown
}
const tokenColumns = (alias: string) =>
  sql.raw(
    ['id', 'generation', 'predecessor', 'rotated_at', 'voided_at', 'sealed_successor']
      .map((column) => `${alias}.${column} as ${alias}_${column}`)
      .join(', '),
  )

/** The presented and the current token of a locked session, its device, its person and the settings that bind it, in one read. */
export async function readFamily(
  tx: Tx,
  session: LockedSession,
  tokenHash: Uint8Array,
  keys: { grace: string; limits: string },
): Promise<Family | undefined> {
  const [row] = await rows<Record<string, unknown>>(
    tx,
    sql`select ${tokenColumns('p')}, ${tokenColumns('c')}, d.proof_hash, u.role, u.state,
          (select value from settings.values where key = ${keys.grace} and scope = 'global') as grace,
          (select value from settings.values where key = ${keys.limits} || u.class and scope = 'global') as limits
        from identity.refresh_tokens p
          join identity.refresh_tokens c on c.session_id = p.session_id and c.rotated_at is null and c.voided_at is null
          join identity.users u on u.id = ${session.userId}::uuid
          left join identity.devices d on d.id = ${session.deviceId}::uuid
        where p.token_hash = ${bytea(tokenHash)}`,
  )
  return row === undefined ? undefined : familyOf(row)
}

function familyOf(row: Record<string, unknown>): Family {
  const token = (alias: string) => ({
    id: row[`${alias}_id`],
    generation: row[`${alias}_generation`],
    predecessor: row[`${alias}_predecessor`],
    rotatedAt: row[`${alias}_rotated_at`],
    voidedAt: row[`${alias}_voided_at`],
    sealedSuccessor: row[`${alias}_sealed_successor`],
  })
  const { proof_hash: proofHash, role, state, grace: graceSeconds, limits } = row
  return typed({ presented: token('p'), current: token('c'), proofHash, role, state, graceSeconds, limits })
}

/** The select list above names these columns, and both drivers answer their types. */
function typed(family: Record<keyof Family, unknown>): Family {
  return family as Family
}

/** The tokens of a session from one generation on, oldest first. */
export function chainFrom(tx: Tx, sessionId: string, generation: number): Promise<(TokenRow & { tokenHash: Uint8Array })[]> {
  return rows(
    tx,
    sql`select id, generation, predecessor, rotated_at as "rotatedAt", voided_at as "voidedAt", sealed_successor as "sealedSuccessor", token_hash as "tokenHash"
        from identity.refresh_tokens where session_id = ${sessionId}::uuid and generation >= ${generation} order by generation limit ${longestChain}`,
  )
}
/** More rotations than a network may ask for within the longest grace. */
const longestChain = 2000

interface NewToken {
  readonly id: string
  readonly sessionId: string
  readonly generation: number
  readonly predecessor: number | null
  readonly tokenHash: Uint8Array
  readonly keyVersion: number
  readonly now: Date
}
export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.refresh_tokens (id, session_id, generation, predecessor, token_hash, issued_at, key_version)
        values (${token.id}::uuid, ${token.sessionId}::uuid, ${token.generation}, ${token.predecessor}, ${bytea(token.tokenHash)}, ${instant(token.now)}, ${token.keyVersion})`,
  )
}

/** Retires the current token (rotated, or void after a lost reply) and issues the next one, in one statement. */
export async function replaceToken(
  tx: Tx,
  next: NewToken,
  old: { id: string; voided: boolean; sealedSuccessor: Uint8Array | null; sealUnder: string },
  idleExpiresAt: Date,
): Promise<void> {
  const { now } = next
  await rows(
    tx,
    sql`with retired as (
          update identity.refresh_tokens set
            rotated_at = case when id = ${old.sealUnder}::uuid then ${instant(now)} else rotated_at end,
            voided_at = case when id = ${old.id}::uuid and ${old.voided} then ${instant(now)} else voided_at end,
            sealed_successor = case when id = ${old.sealUnder}::uuid then ${bytea(old.sealedSuccessor)} else sealed_successor end
          where id in (${old.id}::uuid, ${old.sealUnder}::uuid) returning session_id),
        used as (
          update identity.sessions set idle_expires_at = ${instant(idleExpiresAt)}, updated_at = ${instant(now)} where id = (select min(session_id::text)::uuid from retired) returning id)
        insert into identity.refresh_tokens (id, session_id, generation, predecessor, token_hash, issued_at, key_version)
        select ${next.id}::uuid, id, ${next.generation}, ${next.predecessor}, ${bytea(next.tokenHash)}, ${instant(now)}, ${next.keyVersion} from used`,
  )
}

/** Retires the current token of a session without anybody presenting it; answers its generation. */
export async function retireCurrent(tx: Tx, sessionId: string, now: Date): Promise<number | undefined> {
  const [row] = await rows<{ generation: number }>(
    tx,
    sql`update identity.refresh_tokens set rotated_at = ${instant(now)}
        where session_id = ${sessionId}::uuid and rotated_at is null and voided_at is null returning generation`,
  )
  return row?.generation
}
