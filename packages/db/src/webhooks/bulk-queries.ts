import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'
import { instant } from '../values.ts'
import { endpointColumns, type EndpointRow } from './endpoint-queries.ts'
import { replayable, type ReplayFilter } from './message-writes.ts'

/** Holds off changes of what an endpoint is, while a page of its messages is worked; nothing where it is gone or stopped for good. */
export async function holdWorkingEndpoint(tx: Tx, id: string): Promise<EndpointRow | undefined> {
  const [row] = await rows<EndpointRow>(
    tx,
    sql`select ${endpointColumns} from webhooks.endpoints where id = ${id}::uuid and removed_at is null and state <> 'disabled' for no key update`,
  )
  return row
}

/** How many a replay would send again, looked at up to `most`. */
export async function countReplayable(reader: Reader, filter: ReplayFilter, most?: number): Promise<number> {
  const bound = most === undefined ? sql`` : sql`limit ${most}`
  const [row] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from (select 1 from webhooks.messages where ${replayable(filter)} ${bound}) one`,
  )
  return row?.n ?? 0
}

export interface Place {
  readonly orderKey: string
  readonly sequence: number
}
interface ReopenedPage {
  readonly reopened: number
  /** Where to go on; undefined at the end. */
  readonly last: Place | undefined
}

/**
 * Looks at the next messages of an endpoint in the order of their keys, and lets those of the filter that were settled by
 * `settledBy` wait again. In each key the first that waits is due; the others follow as ever.
 */
export async function reopenPage(
  tx: Tx,
  filter: ReplayFilter,
  page: { readonly settledBy: Date; readonly after: Place | undefined; readonly limit: number; readonly now: Date },
): Promise<ReopenedPage> {
  const { settledBy, after, limit, now } = page
  const [row] = await rows<{ reopened: number; looked: number; order_key: string | null; sequence: number | null }>(
    tx,
    sql`with looked as materialized (
          select id, order_key, sequence from webhooks.messages
          where endpoint_id = ${filter.endpointId}::uuid
            and (order_key, sequence) > (${after?.orderKey ?? ''}::text, ${after?.sequence ?? -1}::bigint)
          order by order_key, sequence limit ${limit}),
        held as materialized (
          select id, order_key, sequence from webhooks.messages
          where id in (select id from looked) and ${replayable(filter)} and settled_at <= ${instant(settledBy)} for update),
        found as (select id, row_number() over (partition by order_key order by sequence) as nth from held),
        again as (
          update webhooks.messages m set state = 'pending', attempt = 0, settled_at = null,
            next_at = case when f.nth = 1 and not exists (
              select 1 from webhooks.messages p
              where p.endpoint_id = m.endpoint_id and p.order_key = m.order_key and p.state = 'pending' and p.sequence < m.sequence)
              then ${instant(now)} end
          from found f where m.id = f.id returning 1),
        last as (select order_key, sequence from looked order by order_key desc, sequence desc limit 1)
        select (select count(*)::int from again) as reopened, (select count(*)::int from looked) as looked,
          (select order_key from last) as order_key, (select sequence::float8 from last) as sequence`,
  )
  if (row === undefined || row.order_key === null || row.sequence === null) return { reopened: 0, last: undefined }
  return { reopened: row.reopened, last: row.looked < limit ? undefined : { orderKey: row.order_key, sequence: row.sequence } }
}

export interface PutOff {
  /** ISO. */
  readonly nextAt: string
  readonly id: string
}

/**
 * Makes the next of what was put off at an endpoint due, the soonest first; what has been tried since it was enabled keeps
 * its time. Answers where to go on, undefined at the end.
 */
export async function bringForwardPage(
  tx: Tx,
  endpointId: string,
  page: { readonly enabledAt: Date; readonly after: PutOff | undefined; readonly limit: number },
): Promise<PutOff | undefined> {
  const { enabledAt, after, limit } = page
  const [row] = await rows<{ looked: number; next_at: Date | null; id: string | null }>(
    tx,
    sql`with looked as materialized (
          select id, next_at from webhooks.messages
          where endpoint_id = ${endpointId}::uuid and next_at > ${instant(enabledAt)}
            and (next_at, id) > (${after?.nextAt ?? enabledAt.toISOString()}::timestamptz, ${after?.id ?? ''}::text)
          order by next_at, id limit ${limit}),
        due as (
          update webhooks.messages m set next_at = ${instant(enabledAt)} from looked l
          where m.id = l.id and m.next_at = l.next_at
            and not exists (select 1 from webhooks.attempts a where a.message_id = m.id and a.at > ${instant(enabledAt)})),
        last as (select next_at, id from looked order by next_at desc, id desc limit 1)
        select (select count(*)::int from looked) as looked, (select next_at from last) as next_at, (select id from last) as id`,
  )
  if (row === undefined || row.next_at === null || row.id === null || row.looked < limit) return undefined
  return { nextAt: row.next_at.toISOString(), id: row.id }
}
