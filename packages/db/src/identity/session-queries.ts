import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { endReasons } from './sessions-schema.ts'

export type EndReason = (typeof endReasons)[number]

/** Which of a person's open sessions to end; without a session, those too in which they look through another's eyes. */
export interface EndFilter {
  readonly userId: string
  readonly sessionId?: string
  readonly exceptSessionId?: string
}

/** Ends open sessions and answers their ids. */
export async function endSessionRows(tx: Tx, filter: EndFilter, reason: EndReason, now: Date): Promise<string[]> {
  const where: SQL[] = [sql`ended_at is null`]
  if (filter.sessionId === undefined) where.push(sql`(user_id = ${filter.userId}::uuid or via_user_id = ${filter.userId}::uuid)`)
  else where.push(sql`user_id = ${filter.userId}::uuid`, sql`id = ${filter.sessionId}::uuid`)
  if (filter.exceptSessionId !== undefined) where.push(sql`id <> ${filter.exceptSessionId}::uuid`)
  return idsOf(tx, sql`update identity.sessions set ${endWith(reason, now)} where ${sql.join(where, sql` and `)} returning id`)
}

/** Keeps a new session and the most recently used others, `atMost` in all, and ends the rest. */
export async function endLeastRecentlyUsed(tx: Tx, userId: string, newId: string, atMost: number, now: Date): Promise<string[]> {
  return idsOf(
    tx,
    sql`update identity.sessions set ${endWith('displaced', now)} where id in (
          select id from identity.sessions where user_id = ${userId}::uuid and id <> ${newId}::uuid and ended_at is null and kind = 'normal'
          order by updated_at desc, id desc offset ${atMost - 1}) returning id`,
  )
}

/** Ends sessions whose time is over; at most `limit` a call. */
export async function endExpired(tx: Tx, now: Date, limit: number): Promise<string[]> {
  return idsOf(
    tx,
    sql`update identity.sessions set ended_at = ${instant(now)}, updated_at = ${instant(now)},
          end_reason = case when absolute_expires_at <= ${instant(now)} then 'absolute' else 'idle' end
        where id in (select id from identity.sessions where ended_at is null and idle_expires_at <= ${instant(now)} order by idle_expires_at limit ${limit} for update skip locked)
        returning id`,
  )
}

export async function countOpenSessions(tx: Tx, now: Date): Promise<number> {
  const [row] = await rows<{ open: number }>(
    tx,
    sql`select count(*)::int as open from identity.sessions where ended_at is null and idle_expires_at > ${instant(now)}`,
  )
  return row?.open ?? 0
}
/** Every session that began until now is over. */
export async function moveSessionHorizon(tx: Tx, now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.session_horizon as h (ends_until) values (${instant(now)})
        on conflict (id) do update set ends_until = greatest(h.ends_until, excluded.ends_until)`,
  )
}
/** Writes the end into rows that the horizon has ended already; at most `limit` a call. */
export async function endBehindHorizon(tx: Tx, now: Date, limit: number): Promise<string[]> {
  return idsOf(
    tx,
    sql`update identity.sessions set ${endWith('all-ended', now)} where id in (
          select id from identity.sessions where ended_at is null and authenticated_at <= (select ends_until from identity.session_horizon)
          order by idle_expires_at limit ${limit} for update skip locked) returning id`,
  )
}

/** Shortens open sessions to what the new role allows, counted from their beginning; never lengthens. Answers which they are. */
export function shortenSessions(tx: Tx, userId: string, idleMs: number, absoluteMs: number, now: Date): Promise<string[]> {
  return idsOf(
    tx,
    sql`update identity.sessions set
          absolute_expires_at = least(absolute_expires_at, authenticated_at + ${absoluteMs} * interval '1 millisecond'),
          idle_expires_at = least(idle_expires_at, absolute_expires_at, authenticated_at + ${absoluteMs} * interval '1 millisecond', ${instant(now)} + ${idleMs} * interval '1 millisecond')
        where user_id = ${userId}::uuid and ended_at is null returning id`,
  )
}

interface OpenSession extends Record<string, unknown> {
  id: string
  kind: 'normal' | 'impersonation' | 'break-glass'
  platform: string
  method: string
  ip: string | null
  userAgent: string | null
  authenticatedAt: Date
  idleExpiresAt: Date
  absoluteExpiresAt: Date
}
export function openSessionsOf(reader: Reader, userId: string, now: Date): Promise<OpenSession[]> {
  return rows(
    reader,
    sql`select id, kind, platform, method, ip, user_agent as "userAgent", authenticated_at as "authenticatedAt", idle_expires_at as "idleExpiresAt", absolute_expires_at as "absoluteExpiresAt"
        from identity.sessions where user_id = ${userId}::uuid and ended_at is null and idle_expires_at > ${instant(now)} order by id desc`,
  )
}

interface RaisedSession extends Record<string, unknown> {
  epoch: number
  idleExpiresAt: Date
  absoluteExpiresAt: Date
  restricted: 'enrol-factor' | null
}
/** The person proved who they are once more: older access tokens of this session become stale. */
export async function raiseEpoch(tx: Tx, sessionId: string, now: Date): Promise<RaisedSession | undefined> {
  const [row] = await rows<RaisedSession>(
    tx,
    sql`update identity.sessions set epoch = epoch + 1, factor_at = ${instant(now)}, updated_at = ${instant(now)} where id = ${sessionId}::uuid and ended_at is null
        returning epoch, restricted, idle_expires_at as "idleExpiresAt", absolute_expires_at as "absoluteExpiresAt"`,
  )
  return row
}

/** Until a second factor is enrolled, open sessions of this person (or one of them) may do nothing else. */
export async function restrictSessions(tx: Tx, userId: string, sessionId: string | null): Promise<void> {
  await rows(
    tx,
    sql`update identity.sessions set restricted = 'enrol-factor' where user_id = ${userId}::uuid and ended_at is null and (${sessionId}::uuid is null or id = ${sessionId}::uuid)`,
  )
}
export async function liftRestriction(tx: Tx, sessionId: string): Promise<void> {
  await rows(tx, sql`update identity.sessions set restricted = null where id = ${sessionId}::uuid and ended_at is null`)
}
export async function ownerOfSession(reader: Reader, sessionId: string): Promise<string | undefined> {
  const [row] = await rows<{ userId: string }>(reader, sql`select user_id as "userId" from identity.sessions where id = ${sessionId}::uuid`)
  return row?.userId
}
export async function deviceOfSession(tx: Tx, sessionId: string): Promise<string | undefined> {
  const [row] = await rows<{ deviceId: string | null }>(
    tx,
    sql`select device_id as "deviceId" from identity.sessions where id = ${sessionId}::uuid`,
  )
  return row?.deviceId ?? undefined
}

/** Only ever upward, and never on an ended row. */
export async function raiseSeenGeneration(reader: Reader, sessionId: string, generation: number, now: Date): Promise<void> {
  await rows(
    reader,
    sql`with seen as (update identity.sessions set seen_generation = ${generation} where id = ${sessionId}::uuid and seen_generation < ${generation} and ended_at is null returning user_id)
        update identity.users set last_active_at = ${instant(now)} from seen where users.id = seen.user_id`,
  )
}

function endWith(reason: EndReason, now: Date): SQL {
  return sql`ended_at = ${instant(now)}, end_reason = ${reason}, updated_at = ${instant(now)}`
}
async function idsOf(tx: Tx, statement: SQL): Promise<string[]> {
  return (await rows<{ id: string }>(tx, statement)).map((row) => row.id)
}
