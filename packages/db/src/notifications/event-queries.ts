import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows } from '../rows.ts'

export interface ProviderEventRow extends Record<string, unknown> {
  id: string
  provider: string
  provider_event_id: string
  provider_message_id: string
  type: string
  permanent: boolean | null
  reason: string | null
  recipients: string[]
  at: Date
  received_at: Date
}
type ProviderEventInsert = { [K in Exclude<keyof ProviderEventRow, 'at' | 'received_at'>]: ProviderEventRow[K] } & {
  at: string
  received_at: string
}

/** Stores what a provider told; an event told twice is stored once. Answers the new ones. */
export async function insertProviderEvents(tx: Tx, events: readonly ProviderEventInsert[]): Promise<string[]> {
  const inserted = await rows<{ id: string }>(
    tx,
    sql`insert into notifications.email_events (id, provider, provider_event_id, provider_message_id, type, permanent, reason, recipients, at, received_at, state)
        select id, provider, provider_event_id, provider_message_id, type, permanent, reason, recipients, at, received_at, 'waiting'
        from ${recordset(events, 'id uuid, provider text, provider_event_id text, provider_message_id text, type text, permanent boolean, reason text, recipients jsonb, at timestamptz, received_at timestamptz')}
        on conflict on constraint email_events_provider_key do nothing returning id`,
  )
  return inserted.map(({ id }) => id)
}

export async function claimProviderEvent(tx: Tx, id: string): Promise<ProviderEventRow | undefined> {
  const [row] = await rows<ProviderEventRow>(
    tx,
    sql`select id, provider, provider_event_id, provider_message_id, type, permanent, reason, recipients, at, received_at
        from notifications.email_events where id = ${id}::uuid and state = 'waiting' for update`,
  )
  return row
}

export async function endProviderEvent(tx: Tx, id: string, state: 'applied' | 'filed', emailId: string | null): Promise<void> {
  await rows(tx, sql`update notifications.email_events set state = ${state}, email_id = ${emailId}::uuid where id = ${id}::uuid`)
}

/** Moves a mail up in rank; false where it already stands as high or higher. */
export async function raiseEmail(
  tx: Tx,
  id: string,
  state: 'sent' | 'bounced' | 'complained',
  rank: number,
  reason: string | null,
): Promise<boolean> {
  const raised = await rows(
    tx,
    sql`update notifications.emails set state = ${state}, leased_until = null, last_error = coalesce(${reason}, last_error)
        where id = ${id}::uuid and rank < ${rank} and rank > 0 returning 1 as one`,
  )
  return raised.length === 1
}

/**
 * A mail that arrived, whatever was told of it before: a bounce for now, or a failure, that is told late is older news.
 * A bounce for good and a complaint stay.
 */
export async function raiseToDelivered(tx: Tx, id: string): Promise<boolean> {
  const raised = await rows(
    tx,
    sql`update notifications.emails e set state = 'delivered', leased_until = null
        where e.id = ${id}::uuid and (e.rank in (1, 2) or (e.state = 'failed' and e.provider_message_id is not null)
          or (e.state = 'bounced' and not exists (select 1 from notifications.email_events v where v.email_id = e.id and v.type = 'bounced' and v.permanent)))
        returning 1 as one`,
  )
  return raised.length === 1
}

export async function softBouncesSince(reader: Reader, addressHash: string, since: Date): Promise<number> {
  const [row] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from notifications.emails e join notifications.email_events v on v.email_id = e.id
        where e.address_hash = ${addressHash} and v.type = 'bounced' and v.permanent is not true and v.at >= ${since.toISOString()}::timestamptz`,
  )
  return row?.n ?? 0
}

/** Events whose day of waiting is over; until then each has a job of its own. */
export async function waitingEvents(reader: Reader, before: Date, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from notifications.email_events where state = 'waiting' and received_at <= ${before.toISOString()}::timestamptz order by received_at limit ${limit}`,
  )
  return found.map(({ id }) => id)
}

export function eventsOfEmail(reader: Reader, emailId: string): Promise<{ type: string; at: Date; reason: string | null }[]> {
  return rows(reader, sql`select type, at, reason from notifications.email_events where email_id = ${emailId}::uuid order by at, id`)
}
