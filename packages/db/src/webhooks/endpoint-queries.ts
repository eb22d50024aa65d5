import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'

export interface SealedSecret {
  readonly sealed: string
  readonly from: string
  readonly until: string | null
}

export interface EndpointRow extends Record<string, unknown> {
  id: string
  ref: string
  owner_domain: string
  url: string
  mode: 'live' | 'sandbox'
  state: 'enabled' | 'paused' | 'disabled'
  disabled_reason: 'gone' | 'failing' | 'unreachable' | null
  secrets: readonly SealedSecret[]
  max_in_flight: number
  allowed_in_flight: number
  successes: number
  failures_in_a_row: number
  failing_since: Date | null
  transport_failures_in_a_row: number
  transport_failing_since: Date | null
  last_success_at: Date | null
  probe_at: Date | null
  backlogged: boolean
  stopped_at: Date | null
  removed_at: Date | null
}
export const endpointColumns = sql.raw(
  `id, ref, owner_domain, url, mode, state, disabled_reason, secrets, max_in_flight, allowed_in_flight, successes, failures_in_a_row, failing_since,
   transport_failures_in_a_row, transport_failing_since, last_success_at, probe_at, backlogged, stopped_at, removed_at`,
)

export interface EndpointUpsert {
  readonly id: string
  readonly ref: string
  readonly ownerDomain: string
  readonly url: string
  readonly mode: string
  readonly maxInFlight: number
  readonly at: Date
}

/** A new endpoint; nothing comes back where its ref is taken. */
export async function insertEndpoint(tx: Tx, one: EndpointUpsert, secrets: readonly SealedSecret[]): Promise<EndpointRow | undefined> {
  const [row] = await rows<EndpointRow>(
    tx,
    sql`insert into webhooks.endpoints (id, ref, owner_domain, url, mode, state, secrets, max_in_flight, allowed_in_flight, created_at)
        values (${one.id}::uuid, ${one.ref}, ${one.ownerDomain}, ${one.url}, ${one.mode}, 'enabled', ${JSON.stringify(secrets)}::text::jsonb, ${one.maxInFlight}::int, ${one.maxInFlight}::int, ${instant(one.at)})
        on conflict (ref) where removed_at is null do nothing returning ${endpointColumns}`,
  )
  return row
}

const asNew = sql`failures_in_a_row = 0, failing_since = null, transport_failures_in_a_row = 0, transport_failing_since = null, probe_at = null, successes = 0, backlogged = true`

/** Changes where it leads and how much at a time; its secrets, state and messages stay. Another address starts with a clean count. */
export async function changeEndpoint(tx: Tx, id: string, change: { url: string; maxInFlight: number }): Promise<EndpointRow | undefined> {
  await rows(tx, sql`update webhooks.endpoints set ${asNew} where id = ${id}::uuid and url <> ${change.url}`)
  const [row] = await rows<EndpointRow>(
    tx,
    sql`update webhooks.endpoints set url = ${change.url}, max_in_flight = ${change.maxInFlight}::int,
          allowed_in_flight = case when allowed_in_flight = max_in_flight then ${change.maxInFlight}::int else least(allowed_in_flight, ${change.maxInFlight}::int) end
        where id = ${id}::uuid returning ${endpointColumns}`,
  )
  return row
}

/** Locks one of an owner's endpoints for a change of what it is. Whoever enqueues to it waits, or is waited for. */
export async function lockOwnEndpoint(tx: Tx, ownerDomain: string, ref: string): Promise<EndpointRow | undefined> {
  const [row] = await rows<EndpointRow>(
    tx,
    sql`select ${endpointColumns} from webhooks.endpoints where ref = ${ref} and owner_domain = ${ownerDomain} and removed_at is null for update`,
  )
  return row
}

/** Locks an endpoint for a claim or an outcome: these take turns, and enqueuing goes on meanwhile. */
export async function lockEndpointHealth(tx: Tx, id: string): Promise<EndpointRow | undefined> {
  const [row] = await rows<EndpointRow>(tx, sql`select ${endpointColumns} from webhooks.endpoints where id = ${id}::uuid for no key update`)
  return row
}

export async function findEndpoint(reader: Reader, ref: string, ownerDomain?: string): Promise<EndpointRow | undefined> {
  const own = ownerDomain === undefined ? sql`true` : sql`owner_domain = ${ownerDomain}`
  const [row] = await rows<EndpointRow>(
    reader,
    sql`select ${endpointColumns} from webhooks.endpoints where ref = ${ref} and removed_at is null and ${own}`,
  )
  return row
}

export async function setSecrets(tx: Tx, id: string, secrets: readonly SealedSecret[]): Promise<void> {
  await rows(tx, sql`update webhooks.endpoints set secrets = ${JSON.stringify(secrets)}::text::jsonb where id = ${id}::uuid`)
}

/** Enabling forgets the failures: it starts as if new. What was put off is brought forward apart from it. */
export async function enableEndpoint(tx: Tx, id: string): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.endpoints set state = 'enabled', disabled_reason = null, stopped_at = null, allowed_in_flight = max_in_flight, ${asNew}
        where id = ${id}::uuid`,
  )
}

export async function stopEndpoint(
  tx: Tx,
  id: string,
  stop: { state: 'paused' | 'disabled'; reason: string | null; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.endpoints set state = ${stop.state}, disabled_reason = ${stop.reason}::text, stopped_at = coalesce(stopped_at, ${instant(stop.at)}), probe_at = null
        where id = ${id}::uuid`,
  )
}

export async function removeEndpointRow(tx: Tx, id: string, at: Date): Promise<void> {
  await rows(tx, sql`update webhooks.endpoints set removed_at = ${instant(at)}, probe_at = null where id = ${id}::uuid`)
}

export interface HealthChange {
  readonly failuresInARow: number
  readonly failingSince: Date | null
  readonly transportFailuresInARow: number
  readonly transportFailingSince: Date | null
  readonly lastSuccessAt: Date | null
  readonly allowedInFlight: number
  readonly successes: number
  readonly probeAt: Date | null
}
export async function setBacklogged(tx: Tx, id: string, backlogged: boolean): Promise<void> {
  await rows(tx, sql`update webhooks.endpoints set backlogged = ${backlogged} where id = ${id}::uuid and backlogged <> ${backlogged}`)
}

/** Deliveries under way at an endpoint. */
export async function countUnderWay(tx: Tx, id: string, now: Date): Promise<number> {
  const [row] = await rows<{ n: number }>(
    tx,
    sql`select count(*)::int as n from webhooks.messages where endpoint_id = ${id}::uuid and state = 'delivering' and lease_until > ${instant(now)}`,
  )
  return row?.n ?? 0
}

export async function setProbeAt(tx: Tx, id: string, at: Date): Promise<void> {
  await rows(tx, sql`update webhooks.endpoints set probe_at = ${instant(at)} where id = ${id}::uuid`)
}

export interface ListedEndpoint extends EndpointRow {
  pending: number
}
/** Newest first, with what waits at each, counted to a bound. */
export function pageEndpoints(
  reader: Reader,
  filter: {
    ownerDomain?: string | undefined
    state?: string | undefined
    ref?: string | undefined
    beforeId?: string | undefined
    limit: number
  },
): Promise<ListedEndpoint[]> {
  const where = [sql`removed_at is null`]
  if (filter.ownerDomain !== undefined) where.push(sql`owner_domain = ${filter.ownerDomain}`)
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`)
  if (filter.ref !== undefined) where.push(sql`ref = ${filter.ref}`)
  if (filter.beforeId !== undefined) where.push(sql`id < ${filter.beforeId}::uuid`)
  return rows<ListedEndpoint>(
    reader,
    sql`select ${endpointColumns}, (select count(*)::int from (select 1 from webhooks.messages m where m.endpoint_id = e.id and m.state = 'pending' limit 1000) one) as pending
        from webhooks.endpoints e where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit}`,
  )
}
