import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import type { HealthChange } from './endpoint-queries.ts'

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

export interface DeliveryEnd {
  readonly endpointId: string
  readonly orderKey: string
  readonly id: string
  /** The number of the send that ended. */
  readonly sends: number
  readonly state: 'pending' | 'delivered' | 'dead' | 'cancelled'
  readonly attempt: number
  readonly nextAt: Date | null
  readonly settledAt: Date | null
  readonly cancelReason: string | null
  readonly durationMs: number
  readonly status: number | null
  readonly error: string | null
  readonly response: string | null
  readonly address: string | null
  readonly now: Date
}

/**
 * Records what came of a send: message, attempt, the endpoint's health, and that the next of the key may go. `newest`
 * is false, and only the attempt is written, when the message was sent again since. The caller holds the endpoint's lock.
 */
export async function endDelivery(tx: Tx, end: DeliveryEnd, health: HealthChange): Promise<{ newest: boolean; next_due: boolean }> {
  const place = sql`endpoint_id = ${end.endpointId}::uuid and order_key = ${end.orderKey}`
  const [row] = await rows<{ newest: boolean; next_due: boolean }>(
    tx,
    sql`with tried as (
          update webhooks.attempts set duration_ms = ${end.durationMs}::int, status = ${end.status}::int, error = ${end.error}::text, response = ${end.response}::text,
            address = ${end.address}::text
          where message_id = ${end.id} and n = ${end.sends}::int),
        ended as (
          update webhooks.messages set state = ${end.state}, attempt = ${end.attempt}::int, next_at = ${instant(end.nextAt)}, settled_at = ${instant(end.settledAt)},
            cancel_reason = ${end.cancelReason}::text, lease_until = null
          where id = ${end.id} and sends = ${end.sends}::int and state = 'delivering' returning id),
        felt as (
          update webhooks.endpoints set failures_in_a_row = ${health.failuresInARow}::int, failing_since = ${instant(health.failingSince)},
            transport_failures_in_a_row = ${health.transportFailuresInARow}::int, transport_failing_since = ${instant(health.transportFailingSince)},
            last_success_at = ${instant(health.lastSuccessAt)}, allowed_in_flight = ${health.allowedInFlight}::int, successes = ${health.successes}::int,
            probe_at = ${instant(health.probeAt)}
          where id = ${end.endpointId}::uuid and exists (select 1 from ended)),
        next as (
          update webhooks.messages set next_at = coalesce(next_at, ${instant(end.now)})
          where ${end.settledAt !== null} and exists (select 1 from ended)
            and id = (select id from webhooks.messages where ${place} and state = 'pending' order by sequence limit 1)
          returning next_at <= ${instant(end.now)} as due)
        select exists (select 1 from ended) as newest, coalesce((select due from next), false) as next_due`,
  )
  return row ?? { newest: false, next_due: false }
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

/**
 * Looks at the next `limit` messages that wait for another of their key, in the order of their ids, and makes those due
 * that are the first: nobody released them, as after an edit by hand. Answers the last one it looked at, if there may be more.
 */
export async function releaseStuck(tx: Tx, now: Date, page: { after: string; limit: number }): Promise<string | undefined> {
  const [row] = await rows<{ last: string | null; looked: number }>(
    tx,
    sql`with looked as materialized (
          select id from webhooks.messages where state = 'pending' and next_at is null and id > ${page.after} order by id limit ${page.limit}),
        released as (
          update webhooks.messages m set next_at = ${instant(now)} from looked where m.id = looked.id and m.state = 'pending' and ${isFirst})
        select max(id) as last, count(*)::int as looked from looked`,
  )
  return row !== undefined && row.last !== null && row.looked === page.limit ? row.last : undefined
}
