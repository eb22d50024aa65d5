import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface ClaimedRow extends Record<string, unknown> {
  id: string
  type: string
  order_key: string
  sequence: number
  /** base64 */
  body: string
  attempt: number
  sends: number
}

export interface Claim {
  readonly endpointId: string
  readonly orderKey: string
  readonly now: Date
  readonly leaseUntil: Date
  readonly allowed: number
  readonly probe: boolean
}

/**
 * Takes the first message of a key, and writes its attempt before anything leaves. Nothing comes back when the key is
 * at work, its first message is not due, or the endpoint has no free slot. A lease that is over is taken again. The
 * caller holds the endpoint's lock, so the slots are counted right.
 */
export async function claimMessage(tx: Tx, claim: Claim): Promise<ClaimedRow | undefined> {
  const { now } = claim
  const place = sql`endpoint_id = ${claim.endpointId}::uuid and order_key = ${claim.orderKey}`
  const [row] = await rows<ClaimedRow>(
    tx,
    sql`with first as (
          select id from webhooks.messages where ${place} and state = 'delivering'
          union all (select id from webhooks.messages where ${place} and state = 'pending' order by sequence limit 1)
          limit 1),
        claimed as (
          update webhooks.messages m set state = 'delivering', sends = m.sends + 1, next_at = null, lease_until = ${instant(claim.leaseUntil)}
          from first where m.id = first.id
            and ((m.state = 'pending' and (m.next_at is null or m.next_at <= ${instant(now)} or ${claim.probe})) or (m.state = 'delivering' and m.lease_until <= ${instant(now)}))
            and (select count(*) from webhooks.messages d where d.endpoint_id = ${claim.endpointId}::uuid and d.state = 'delivering' and d.lease_until > ${instant(now)}) < ${claim.allowed}::int
          returning m.id, m.type, m.order_key, m.sequence::float8 as sequence, encode(m.body, 'base64') as body, m.attempt, m.sends),
        lost as (
          update webhooks.attempts a set error = 'lost', duration_ms = 0 from claimed where a.message_id = claimed.id and a.duration_ms is null and a.n < claimed.sends),
        begun as (
          insert into webhooks.attempts (message_id, n, at, probe) select id, sends, ${instant(now)}, ${claim.probe} from claimed)
        select * from claimed`,
  )
  return row
}

/** Only the first of a key is due; those that were taken for first by mistake wait again. The caller holds the endpoint's lock. */
export async function demoteOthers(tx: Tx, endpointId: string, orderKey: string): Promise<void> {
  const place = sql`endpoint_id = ${endpointId}::uuid and order_key = ${orderKey}`
  await rows(
    tx,
    sql`update webhooks.messages set next_at = null where ${place} and state = 'pending' and next_at is not null
          and sequence > (select min(sequence) from webhooks.messages where ${place} and state = 'pending')`,
  )
}

/** The key of the message that has waited longest: what a probe is made with. */
export async function oldestPendingKey(tx: Tx, endpointId: string): Promise<string | undefined> {
  const [row] = await rows<{ order_key: string }>(
    tx,
    sql`select order_key from webhooks.messages where endpoint_id = ${endpointId}::uuid and state = 'pending' order by id limit 1`,
  )
  return row?.order_key
}

export interface AttemptEndRow {
  readonly messageId: string
  readonly n: number
  readonly durationMs: number
  readonly status: number | null
  readonly error: string | null
  readonly response: string | null
  readonly address: string | null
}

export async function endDeliveryAttempt(tx: Tx, end: AttemptEndRow): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.attempts set duration_ms = ${end.durationMs}::int, status = ${end.status}::int, error = ${end.error}::text, response = ${end.response}::text, address = ${end.address}::text
        where message_id = ${end.messageId} and n = ${end.n}::int`,
  )
}

export interface MessageEnd {
  readonly id: string
  readonly sends: number
  readonly state: 'pending' | 'delivered' | 'dead' | 'cancelled'
  readonly attempt: number
  readonly nextAt: Date | null
  readonly settledAt: Date | null
  readonly cancelReason: string | null
}

/** Records what came of the send with this number; false when it is no longer the newest one. */
export async function endDelivery(tx: Tx, end: MessageEnd): Promise<boolean> {
  const ended = await rows(
    tx,
    sql`update webhooks.messages set state = ${end.state}, attempt = ${end.attempt}::int, next_at = ${instant(end.nextAt)}, settled_at = ${instant(end.settledAt)},
          cancel_reason = ${end.cancelReason}::text, lease_until = null
        where id = ${end.id} and sends = ${end.sends}::int and state = 'delivering' returning 1 as one`,
  )
  return ended.length === 1
}

/** Lets the next of a key go, if there is one; true where there is one that is due. */
export async function promoteNext(tx: Tx, endpointId: string, orderKey: string, now: Date): Promise<boolean> {
  const place = sql`endpoint_id = ${endpointId}::uuid and order_key = ${orderKey}`
  const [row] = await rows<{ due: boolean }>(
    tx,
    sql`update webhooks.messages set next_at = coalesce(next_at, ${instant(now)})
        where id = (select id from webhooks.messages where ${place} and state = 'pending' order by sequence limit 1) returning next_at <= ${instant(now)} as due`,
  )
  return row?.due ?? false
}

const isFirst = sql`not exists (select 1 from webhooks.messages d where d.endpoint_id = m.endpoint_id and d.order_key = m.order_key and d.state = 'delivering')
  and not exists (select 1 from webhooks.messages p where p.endpoint_id = m.endpoint_id and p.order_key = m.order_key and p.state = 'pending' and p.sequence < m.sequence)`

/** Keys of an endpoint whose first message is due, those that waited longest first. */
export async function dueKeys(reader: Reader, endpointId: string, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ order_key: string }>(
    reader,
    sql`select order_key from webhooks.messages m where endpoint_id = ${endpointId}::uuid and next_at <= ${instant(now)} and ${isFirst} order by next_at limit ${limit}`,
  )
  return found.map(({ order_key }) => order_key)
}

export interface DueRow extends Record<string, unknown> {
  endpoint_id: string
  order_key: string
}

/** Keys somebody should look at: leases that are over, and what is due at endpoints that may be called. */
export function overdueDeliveries(reader: Reader, now: Date, limit: number): Promise<DueRow[]> {
  return rows<DueRow>(
    reader,
    sql`(select endpoint_id, order_key from webhooks.messages where lease_until <= ${instant(now)} order by lease_until limit ${limit})
        union
        (select e.id, m.order_key from webhooks.endpoints e
           cross join lateral (select order_key from webhooks.messages m where m.endpoint_id = e.id and m.next_at <= ${instant(now)} and ${isFirst} order by m.next_at limit e.allowed_in_flight) m
         where e.state = 'enabled' and e.removed_at is null and e.probe_at is null limit ${limit})
        union
        (select e.id, m.order_key from webhooks.endpoints e
           cross join lateral (select order_key from webhooks.messages m where m.endpoint_id = e.id and m.state = 'pending' order by m.id limit 1) m
         where e.state = 'enabled' and e.removed_at is null and e.probe_at <= ${instant(now)} limit ${limit})`,
  )
}

/** First messages of their keys that nobody released, as after an edit by hand: they are due. */
export async function releaseStuck(tx: Tx, now: Date, limit: number): Promise<number> {
  const released = await rows(
    tx,
    sql`update webhooks.messages m set next_at = ${instant(now)}
        where id in (select id from webhooks.messages where state = 'pending' and next_at is null order by id limit ${limit}) and ${isFirst} returning 1 as one`,
  )
  return released.length
}
