import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'
import { bytea, instant } from '../values.ts'

interface Exchange {
  readonly id: string
  readonly tokenHash: Uint8Array
  readonly successorHash: Uint8Array
  readonly sealedSuccessor: Uint8Array
  readonly proofHash: Uint8Array
  readonly keyVersion: number
  readonly now: Date
  /** Only people of these roles are let in; null lets everybody in. */
  readonly roles: readonly Role[] | null
  /** How long a session of each class of people may rest, in milliseconds. */
  readonly idleMs: Readonly<Record<'learner' | 'staff' | 'privileged', number>>
}
/** `known`: some session has, or had, this token. The rest is there when it was exchanged. */
export interface Exchanged extends Record<string, unknown> {
  known: boolean
  id: string | null
  userId: string
  epoch: number
  generation: number
  idleExpiresAt: Date
  absoluteExpiresAt: Date
  restricted: 'enrol-factor' | null
}
/**
 * The usual refresh in one statement, a transaction of its own: nothing is held while the network is waited for. It
 * exchanges the current token of an open session, presented with the proof of its device by an active person whom the
 * platform admits, and does nothing at all otherwise. The session is locked first, as everywhere; where somebody else
 * holds it nothing is exchanged, and where it was let go a moment ago the update looks at the newest version of the token.
 */
export async function exchangeCurrent(reader: Reader, one: Exchange): Promise<Exchanged | undefined> {
  const { idleMs } = one
  const [row] = await rows<Exchanged>(
    reader,
    sql`with asked as (select ${bytea(one.tokenHash)} as hash, ${instant(one.now)} as now),
        token as (select t.id, t.session_id, t.rotated_at is null and t.voided_at is null as current
          from identity.refresh_tokens t where t.token_hash = (select hash from asked)),
        held as (
          select s.id, least(s.absolute_expires_at, asked.now + interval '1 millisecond' *
              case u.class when 'learner' then ${idleMs.learner}::float8 when 'staff' then ${idleMs.staff}::float8 else ${idleMs.privileged}::float8 end) as idle
          from asked, token join identity.sessions s on s.id = token.session_id
            join identity.devices d on d.id = s.device_id and d.proof_hash = ${bytea(one.proofHash)}
            join identity.users u on u.id = s.user_id
          where token.current and s.ended_at is null and s.idle_expires_at > asked.now and u.state = 'active'
            and (${one.roles === null}::boolean or u.role = any(${texts(one.roles ?? [])}))
            and not exists (select from identity.session_horizon h where h.ends_until >= s.authenticated_at)
          for update of s skip locked),
        retired as (
          update identity.refresh_tokens t set rotated_at = asked.now, sealed_successor = ${bytea(one.sealedSuccessor)}
          from held, asked where t.session_id = held.id and t.token_hash = asked.hash and t.rotated_at is null and t.voided_at is null
          returning t.session_id, t.generation),
        used as (
          update identity.sessions s set idle_expires_at = held.idle, updated_at = asked.now
          from held join retired on retired.session_id = held.id, asked where s.id = held.id
          returning s.id, s.user_id, s.epoch, s.restricted, s.idle_expires_at, s.absolute_expires_at),
        issued as (
          insert into identity.refresh_tokens (id, session_id, generation, predecessor, token_hash, issued_at, key_version)
          select ${one.id}::uuid, session_id, generation + 1, generation, ${bytea(one.successorHash)}, asked.now, ${one.keyVersion}::int from retired, asked
          returning session_id, generation)
        select exists (select from token) as known, used.id, user_id as "userId", epoch, issued.generation, restricted,
          idle_expires_at as "idleExpiresAt", absolute_expires_at as "absoluteExpiresAt"
        from asked left join (used join issued on issued.session_id = used.id) on true`,
  )
  return row
}
