import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import { unblocked } from './user-queries.ts'

/** Ends blocks whose time has passed and answers whose. */
export async function liftLapsedBlocks(tx: Tx, now: Date): Promise<string[]> {
  const lifted = await rows<{ id: string }>(
    tx,
    sql`update identity.users set ${unblocked}, updated_at = ${instant(now)} where state = 'blocked' and blocked_until <= ${instant(now)} returning id`,
  )
  return lifted.map((row) => row.id)
}

/** Seals are of use during the grace only. */
export async function eraseSeals(tx: Tx, rotatedBefore: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.refresh_tokens set sealed_successor = null where sealed_successor is not null and rotated_at < ${instant(rotatedBefore)}`,
  )
}

export async function deleteDead(tx: Tx, before: Date): Promise<void> {
  await rows(tx, sql`delete from identity.challenges where expires_at < ${instant(before)}`)
  await rows(tx, sql`delete from identity.tickets where expires_at < ${instant(before)}`)
  await rows(tx, sql`delete from identity.throttles where last_failure_at < ${instant(before)}`)
}

/**
 * Forgets sessions that ended before, with their refresh tokens. No session ends before it begins and ids are time-ordered,
 * so `beforeId` keeps this off the young rows. Answers how many sessions there were.
 */
export async function deleteEndedSessions(tx: Tx, before: Date, beforeId: string, limit: number): Promise<number> {
  const ended = await rows<{ id: string }>(
    tx,
    sql`select id from identity.sessions where id < ${beforeId}::uuid and ended_at < ${instant(before)} order by id limit ${limit} for update skip locked`,
  )
  const ids = uuids(ended.map(({ id }) => id))
  await rows(tx, sql`delete from identity.refresh_tokens where session_id = any(${ids})`)
  await rows(tx, sql`delete from identity.sessions where id = any(${ids})`)
  return ended.length
}

/** A device stays as long as an open session tells of it; ended ones lose it, which their final state allows. */
export async function deleteUnseenDevices(tx: Tx, before: Date): Promise<void> {
  await rows(
    tx,
    sql`delete from identity.devices d where last_seen_at < ${instant(before)} and not exists (select 1 from identity.sessions s where s.device_id = d.id and s.ended_at is null)`,
  )
}

/** Sign-ups that nobody finished become empty, erased rows: their ids may already stand in histories. */
export async function eraseStageOne(tx: Tx, before: Date, now: Date, limit: number): Promise<string[]> {
  const erased = await rows<{ id: string }>(
    tx,
    sql`update identity.users set state = 'erased', email = 'erased+' || id || '@invalid', full_name = 'erased', phone = null, profession = null, domain = null,
          signup_ip = null, signup_user_agent = null, updated_at = ${instant(now)}
        where id in (select id from identity.users where stage = 1 and state = 'active' and created_at < ${instant(before)} order by created_at limit ${limit} for update skip locked)
        returning id`,
  )
  return erased.map((row) => row.id)
}

export async function keepLogMonths(tx: Tx, now: Date, before: Date): Promise<void> {
  await rows(
    tx,
    sql`select identity.ensure_log_month((${instant(now)} at time zone 'UTC')::date), identity.ensure_log_month((${instant(now)} at time zone 'UTC' + interval '1 month')::date)`,
  )
  await rows(tx, sql`select identity.drop_log_months(${instant(before)})`)
}
