import { sql } from 'drizzle-orm'
import type { Reader } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface MessageRow extends Record<string, unknown> {
  id: string
  endpoint_id: string
  endpoint_ref: string
  owner_domain: string
  removed: boolean
  type: string
  order_key: string
  sequence: number
  state: string
  attempt: number
  sends: number
  next_at: Date | null
  lease_until: Date | null
  created_at: Date
  settled_at: Date | null
  cancel_reason: string | null
  request_id: string
  cause: string | null
}
const columns = sql.raw(
  `m.id, m.endpoint_id, e.ref as endpoint_ref, e.owner_domain, e.removed_at is not null as removed, m.type, m.order_key, m.sequence::float8 as sequence, m.state, m.attempt,
   m.sends, m.next_at, m.lease_until, m.created_at, m.settled_at, m.cancel_reason, m.request_id, m.cause`,
)
const from = sql`webhooks.messages m join webhooks.endpoints e on e.id = m.endpoint_id`

export interface MessageFilter {
  readonly endpointId?: string | undefined
  readonly ownerDomain?: string | undefined
  readonly state?: string | undefined
  readonly type?: string | undefined
  readonly orderKey?: string | undefined
  readonly cause?: string | undefined
  readonly fromId?: string | undefined
  readonly beforeId?: string | undefined
  readonly limit: number
}

/** Newest first. */
export function pageMessages(reader: Reader, filter: MessageFilter): Promise<MessageRow[]> {
  const where = [sql`true`]
  if (filter.endpointId !== undefined) where.push(sql`m.endpoint_id = ${filter.endpointId}::uuid`)
  if (filter.ownerDomain !== undefined) where.push(sql`e.owner_domain = ${filter.ownerDomain}`)
  if (filter.state !== undefined) where.push(sql`m.state = ${filter.state}`)
  if (filter.type !== undefined) where.push(sql`m.type = ${filter.type}`)
  if (filter.orderKey !== undefined) where.push(sql`m.order_key = ${filter.orderKey}`)
  if (filter.cause !== undefined) where.push(sql`m.cause = ${filter.cause}`)
  if (filter.fromId !== undefined) where.push(sql`m.id >= ${filter.fromId}`)
  if (filter.beforeId !== undefined) where.push(sql`m.id < ${filter.beforeId}`)
  return rows<MessageRow>(
    reader,
    sql`select ${columns} from ${from} where ${sql.join(where, sql` and `)} order by m.id desc limit ${filter.limit}`,
  )
}

export async function findMessage(reader: Reader, id: string, ownerDomain?: string): Promise<MessageRow | undefined> {
  const own = ownerDomain === undefined ? sql`true` : sql`e.owner_domain = ${ownerDomain}`
  const [row] = await rows<MessageRow>(reader, sql`select ${columns} from ${from} where m.id = ${id} and ${own}`)
  return row
}

export async function findBody(reader: Reader, id: string): Promise<string> {
  const [row] = await rows<{ body: string }>(reader, sql`select encode(body, 'base64') as body from webhooks.messages where id = ${id}`)
  return row?.body ?? ''
}

export interface MessageAttemptRow extends Record<string, unknown> {
  n: number
  at: Date
  duration_ms: number | null
  status: number | null
  error: string | null
  response: string | null
  address: string | null
  probe: boolean
}
/** The newest `limit`, newest first. */
export function attemptsOfMessage(reader: Reader, id: string, limit: number): Promise<MessageAttemptRow[]> {
  return rows<MessageAttemptRow>(
    reader,
    sql`select n, at, duration_ms, status, error, response, address, probe from webhooks.attempts where message_id = ${id} order by n desc limit ${limit}`,
  )
}

/** Which message of the same key goes before this one, and how much is under way at the endpoint. */
export async function whatIsAhead(reader: Reader, message: MessageRow): Promise<{ behind: string | null; under_way: number }> {
  const [row] = await rows<{ behind: string | null; under_way: number }>(
    reader,
    sql`select coalesce(
            (select id from webhooks.messages where endpoint_id = ${message.endpoint_id}::uuid and order_key = ${message.order_key} and state = 'delivering' and id <> ${message.id}),
            (select id from webhooks.messages where endpoint_id = ${message.endpoint_id}::uuid and order_key = ${message.order_key} and state = 'pending' and sequence < ${message.sequence}::bigint order by sequence limit 1)) as behind,
          (select count(*)::int from webhooks.messages where endpoint_id = ${message.endpoint_id}::uuid and state = 'delivering') as under_way`,
  )
  return row ?? { behind: null, under_way: 0 }
}
