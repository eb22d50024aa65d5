import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'
import { instant } from '../values.ts'

export interface EnqueueTarget extends Record<string, unknown> {
  id: string
  ref: string
  mode: 'live' | 'sandbox'
}

/** The owner's endpoints of these refs, held against removal until the transaction ends. */
export function holdEndpoints(tx: Tx, ownerDomain: string, refs: readonly string[]): Promise<EnqueueTarget[]> {
  return rows<EnqueueTarget>(
    tx,
    sql`select id, ref, mode from webhooks.endpoints where ref = any(${texts(refs)}) and owner_domain = ${ownerDomain} and removed_at is null order by id for key share`,
  )
}

interface Place extends Record<string, unknown> {
  endpoint_id: string
  order_key: string
}
export interface Ahead extends Place {
  sequence: number
}

/**
 * What goes first in each key: the one under way, or the first that waits. It is held until the transaction ends, so
 * it cannot be settled without seeing what is being added behind it.
 */
export async function holdAhead(tx: Tx, places: readonly Place[]): Promise<Ahead[]> {
  const ahead = (state: 'pending' | 'delivering') => sql`select m.sequence from webhooks.messages m
    where m.endpoint_id = k.endpoint_id and m.order_key = k.order_key and m.state = ${sql.raw(`'${state}'`)} order by m.sequence limit 1 for share of m`
  return rows<Ahead>(
    tx,
    sql`select k.endpoint_id, k.order_key, coalesce(d.sequence, p.sequence)::float8 as sequence
        from (select distinct endpoint_id, order_key from ${recordset(places, 'endpoint_id uuid, order_key text')} order by 1, 2) k
        left join lateral (${ahead('delivering')}) d on true left join lateral (${ahead('pending')}) p on true
        where coalesce(d.sequence, p.sequence) is not null`,
  )
}

export interface MessageInsert extends Record<string, unknown> {
  id: string
  endpoint_id: string
  type: string
  order_key: string
  sequence: number
  /** base64 */
  body: string
  blocked: boolean
  request_id: string
  cause: string | null
}

/** Adds messages; places that are taken add nothing. Answers the ids that are new. */
export async function insertMessages(tx: Tx, messages: readonly MessageInsert[], at: Date): Promise<ReadonlySet<string>> {
  const added = await rows<{ id: string }>(
    tx,
    sql`insert into webhooks.messages (id, endpoint_id, type, order_key, sequence, body, state, next_at, created_at, request_id, cause)
        select id, endpoint_id, type, order_key, sequence, decode(body, 'base64'), 'pending', case when blocked then null else ${instant(at)} end, ${instant(at)}, request_id, cause
        from ${recordset(messages, 'id text, endpoint_id uuid, type text, order_key text, sequence bigint, body text, blocked boolean, request_id text, cause text')}
        order by endpoint_id, order_key, sequence on conflict (endpoint_id, order_key, sequence) do nothing returning id`,
  )
  return new Set(added.map(({ id }) => id))
}

export interface Taken extends Record<string, unknown> {
  wanted_id: string
  id: string
  same: boolean
}
/** Who has the places that were asked for, and whether it says the same. */
export function takenPlaces(tx: Tx, messages: readonly MessageInsert[]): Promise<Taken[]> {
  return rows<Taken>(
    tx,
    sql`select r.id as wanted_id, m.id, (m.body = decode(r.body, 'base64') and m.type = r.type) as same
        from ${recordset(messages, 'id text, endpoint_id uuid, type text, order_key text, sequence bigint, body text')}
        join webhooks.messages m on m.endpoint_id = r.endpoint_id and m.order_key = r.order_key and m.sequence = r.sequence`,
  )
}

/** Ends what waits at an endpoint without sending it, `limit` of them. Answers how many waited. */
export async function cancelPending(tx: Tx, endpointId: string, reason: string, at: Date, limit: number): Promise<number> {
  const [row] = await rows<{ n: number }>(
    tx,
    sql`with waiting as (select count(*)::int as n from webhooks.messages where endpoint_id = ${endpointId}::uuid and state = 'pending'),
        cancelled as (
          update webhooks.messages set state = 'cancelled', cancel_reason = ${reason}, settled_at = ${instant(at)}, next_at = null
          where id in (select id from webhooks.messages where endpoint_id = ${endpointId}::uuid and state = 'pending' limit ${limit}) and state = 'pending')
        select n from waiting`,
  )
  return row?.n ?? 0
}

export interface ReplayFilter {
  readonly endpointId: string
  readonly since: Date
  readonly until: Date | null
  readonly types: readonly string[] | null
  readonly messageId: string | null
}
export const replayable = (filter: ReplayFilter) => sql`endpoint_id = ${filter.endpointId}::uuid and state in ('delivered', 'dead')
  and created_at >= ${instant(filter.since)} and (${instant(filter.until)} is null or created_at < ${instant(filter.until)})
  and (${filter.types === null} or type = any(${texts(filter.types ?? [])})) and (${filter.messageId}::text is null or id = ${filter.messageId}::text)`

/** Settled messages wait again with a clean count, under their own ids and in their old order. Answers the keys. */
export async function reopenMessages(tx: Tx, filter: ReplayFilter, now: Date): Promise<{ count: number; keys: string[] }> {
  const found = await rows<{ order_key: string; n: number }>(
    tx,
    sql`with again as (
          update webhooks.messages set state = 'pending', attempt = 0, settled_at = null, next_at = ${instant(now)} where ${replayable(filter)} returning order_key)
        select order_key, count(*)::int as n from again group by order_key`,
  )
  return { count: found.reduce((sum, { n }) => sum + n, 0), keys: found.map(({ order_key }) => order_key) }
}
