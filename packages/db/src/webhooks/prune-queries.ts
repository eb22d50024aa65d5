import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** Empties bodies whose retention ended; what still waits keeps its own. Answers how many there were. */
export async function emptyRaw(tx: Tx, now: Date, limit: number): Promise<number> {
  const emptied = await rows(
    tx,
    sql`update webhooks.inbox set raw = null where id in (
          select id from webhooks.inbox where raw is not null and raw_until < ${now.toISOString()}::timestamptz and due_at is null order by raw_until limit ${limit})
        returning 1 as one`,
  )
  return emptied.length
}

/** Keys of facts, and counts of refused deliveries, that are old enough. Answers how many there were. */
export async function deleteOldMarks(tx: Tx, cut: { keysBefore: Date; rejectionsBefore: Date; limit: number }): Promise<number> {
  const keys = await rows(
    tx,
    sql`delete from webhooks.inbox_keys where (provider, dedupe_key) in (
          select provider, dedupe_key from webhooks.inbox_keys where at < ${cut.keysBefore.toISOString()}::timestamptz order by at limit ${cut.limit})
        returning 1 as one`,
  )
  const rejections = await rows(
    tx,
    sql`delete from webhooks.rejections where (provider, minute, reason) in (
          select provider, minute, reason from webhooks.rejections where minute < ${cut.rejectionsBefore.toISOString()}::timestamptz order by minute limit ${cut.limit})
        returning 1 as one`,
  )
  return keys.length + rejections.length
}

/** Settled messages and their attempts whose retention ended. Answers how many there were. */
export async function deleteSettled(tx: Tx, before: Date, limit: number): Promise<number> {
  const deleted = await rows(
    tx,
    sql`delete from webhooks.messages where id in (
          select id from webhooks.messages where settled_at < ${before.toISOString()}::timestamptz order by settled_at limit ${limit})
        returning 1 as one`,
  )
  return deleted.length
}

/** Ids begin with their time, and an index of what waits has them in order: younger ones need not be looked at. */
function firstIdAt(at: Date): string {
  return `msg_${(at.getTime() + 1).toString(16).padStart(12, '0')}`
}

/** Ends what still waits at endpoints that were removed, where it was too much for the removal itself. Answers how many there were. */
export async function cancelAtRemoved(tx: Tx, reason: string, at: Date, limit: number): Promise<number> {
  const cancelled = await rows(
    tx,
    sql`update webhooks.messages m set state = 'cancelled', cancel_reason = ${reason}, settled_at = ${at.toISOString()}::timestamptz, next_at = null
        from (select w.id from webhooks.endpoints e
                cross join lateral (select id from webhooks.messages where endpoint_id = e.id and state = 'pending' limit ${limit}) w
              where e.removed_at is not null limit ${limit}) f
        where m.id = f.id and m.state = 'pending' returning 1 as one`,
  )
  return cancelled.length
}

/** Ends what has waited at a paused or disabled endpoint since before `before`. Answers how many there were. */
export async function cancelForgotten(tx: Tx, before: Date, now: Date, limit: number): Promise<number> {
  const cancelled = await rows(
    tx,
    sql`update webhooks.messages m set state = 'cancelled', cancel_reason = f.reason, settled_at = ${now.toISOString()}::timestamptz, next_at = null
        from (select m.id, case e.state when 'paused' then 'paused for 30 days' else 'disabled for 30 days: ' || e.disabled_reason end as reason
              from webhooks.endpoints e join webhooks.messages m on m.endpoint_id = e.id and m.state = 'pending' and m.created_at < ${before.toISOString()}::timestamptz
                and m.id < ${firstIdAt(before)}
              where e.stopped_at < ${before.toISOString()}::timestamptz limit ${limit}) f
        where m.id = f.id and m.state = 'pending' returning 1 as one`,
  )
  return cancelled.length
}

/** Removed endpoints of which nothing is left to tell. */
export async function deleteRemoved(tx: Tx, before: Date): Promise<void> {
  await rows(
    tx,
    sql`delete from webhooks.endpoints e where removed_at < ${before.toISOString()}::timestamptz and not exists (select 1 from webhooks.messages m where m.endpoint_id = e.id)`,
  )
}
