import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../rows.ts'
import type { Db, Tx } from '../driver/types.ts'

interface OutboxInsert {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly actor: string
  readonly requestId: string
  readonly occurredAt: Date
}

export async function insertEvents(tx: Tx, events: readonly OutboxInsert[]): Promise<void> {
  const values = events.map(({ requestId, occurredAt, ...rest }) => ({ ...rest, request_id: requestId, occurred_at: occurredAt }))
  await rows(
    tx,
    sql`insert into events.outbox (id, name, data, actor, request_id, occurred_at)
        select id, name, data, actor, request_id, occurred_at
        from ${recordset(values, 'id uuid, name text, data jsonb, actor text, request_id text, occurred_at timestamptz')}`,
  )
}

export interface OutboxEvent extends Record<string, unknown> {
  id: string
  name: string
  data: unknown
  actor: string
  occurred_at: Date
}

/** Takes the undispatched ones of these events for this transaction; a second dispatcher finds none of them. */
export function claimEvents(tx: Tx, ids: readonly string[], now: Date): Promise<OutboxEvent[]> {
  return rows<OutboxEvent>(
    tx,
    sql`update events.outbox set dispatched_at = ${now.toISOString()}::timestamptz
        where id = any(${uuids(ids)}) and dispatched_at is null
        returning id, name, data, actor, occurred_at`,
  )
}

export async function findEvent(db: Db, id: string): Promise<OutboxEvent | undefined> {
  const [event] = await rows<OutboxEvent>(db, sql`select id, name, data, actor, occurred_at from events.outbox where id = ${id}::uuid`)
  return event
}

/** Events whose dispatch was lost (their job dead-lettered or was deleted), oldest first. */
export async function undispatchedEvents(db: Db, before: Date, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    sql`select id from events.outbox where dispatched_at is null and occurred_at < ${before.toISOString()}::timestamptz order by id limit ${limit}`,
  )
  return found.map((row) => row.id)
}

/** Age of the oldest event that nobody dispatched yet, in ms; 0 when there is none. */
export async function outboxLagMs(db: Db, now: Date): Promise<number> {
  const [row] = await rows<{ oldest: Date | null }>(
    db,
    sql`select min(occurred_at) as oldest from events.outbox where dispatched_at is null`,
  )
  return row?.oldest ? Math.max(0, now.getTime() - new Date(row.oldest).getTime()) : 0
}

/** True for the first caller of this pair. A concurrent second one waits here until the first has committed. */
export async function insertConsumed(tx: Tx, eventId: string, subscriber: string, now: Date): Promise<boolean> {
  const inserted = await rows(
    tx,
    sql`insert into events.consumed (event_id, subscriber, at) values (${eventId}::uuid, ${subscriber}, ${now.toISOString()}::timestamptz)
        on conflict do nothing returning 1 as one`,
  )
  return inserted.length === 1
}

/** The same for many events: those of which this is the first caller, in ascending order, so that two callers queue. */
export function consumeEvents(tx: Tx, ids: readonly string[], subscriber: string, now: Date): Promise<OutboxEvent[]> {
  return rows<OutboxEvent>(
    tx,
    sql`with marked as (
          insert into events.consumed (event_id, subscriber, at)
          select id, ${subscriber}::text, ${now.toISOString()}::timestamptz from events.outbox where id = any(${uuids(ids)}) order by id
          on conflict do nothing returning event_id)
        select o.id, o.name, o.data, o.actor, o.occurred_at from marked m join events.outbox o on o.id = m.event_id order by o.id`,
  )
}

/**
 * Forgets dispatched events of before, oldest first, and with each the marks of who acted on it. Ids are time-ordered,
 * so `beforeId` keeps this off the young rows. Answers how many events there were.
 */
export async function deleteOldEvents(tx: Tx, before: Date, beforeId: string, limit: number): Promise<number> {
  const [deleted] = await rows<{ n: number }>(
    tx,
    sql`with gone as (
          delete from events.outbox where id in (
            select id from events.outbox
            where id < ${beforeId}::uuid and dispatched_at is not null and occurred_at < ${before.toISOString()}::timestamptz
            order by id limit ${limit} for update skip locked)
          returning id),
        marks as (delete from events.consumed where event_id in (select id from gone))
        select count(*)::int as n from gone`,
  )
  return deleted?.n ?? 0
}
