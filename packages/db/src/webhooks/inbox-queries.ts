import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../driver/types.ts'
import { recordset, rows, uuids } from '../rows.ts'
import { isReplayable } from './list-queries.ts'

export interface InboxInsert extends Record<string, unknown> {
  id: string
  provider: string
  dedupe_key: string
  event_type: string
  /** ISO. */
  received_at: string
  raw_until: string
  /** base64 */
  raw: string
  headers: Readonly<Record<string, string>>
  secret_version: number | null
  /** Rows nobody can work, because nobody could read them, are kept as dead from the start, with this reason. */
  dead: string | null
}

/**
 * Stores those items whose key is new and answers their ids. Keys and rows are one statement: of N deliveries of
 * one fact at once, the primary key lets exactly one in, also when they stand side by side in one list.
 */
export async function insertItems(tx: Tx, items: readonly InboxInsert[]): Promise<ReadonlySet<string>> {
  const columns =
    'id uuid, provider text, dedupe_key text, event_type text, received_at timestamptz, raw_until timestamptz, raw text, headers jsonb, secret_version int, dead text'
  const stored = await rows<{ id: string }>(
    tx,
    sql`with told as (select * from ${recordset(items, columns)}),
      fresh as (
        insert into webhooks.inbox_keys (provider, dedupe_key, inbox_id, at)
        select provider, dedupe_key, id, received_at from told order by provider, dedupe_key
        on conflict do nothing returning inbox_id)
      insert into webhooks.inbox (id, provider, dedupe_key, event_type, received_at, raw, raw_until, headers, secret_version, state, last_error, due_at)
      select told.id, provider, dedupe_key, event_type, received_at, decode(raw, 'base64'), raw_until, headers, secret_version,
        case when dead is null then 'received' else 'dead' end, dead, case when dead is null then received_at end
      from told join fresh on fresh.inbox_id = told.id
      returning id`,
  )
  return new Set(stored.map((row) => row.id))
}

export interface WaitingRow extends Record<string, unknown> {
  id: string
  provider: string
  dedupe_key: string
  event_type: string
  received_at: Date
  raw: string | null
  headers: Record<string, string>
  attempts: number
  parked_since: Date | null
}

/** Takes an item that still waits; another worker on the same one waits here and then finds it settled. */
export async function lockWaiting(tx: Tx, id: string): Promise<WaitingRow | undefined> {
  const [row] = await rows<WaitingRow>(
    tx,
    sql`select id, provider, dedupe_key, event_type, received_at, encode(raw, 'base64') as raw, headers, attempts, parked_since
        from webhooks.inbox where id = ${id}::uuid and state in ('received', 'parked') for update`,
  )
  return row
}

/** Who sent it, while it still waits. */
export async function findWaitingProvider(db: Db, id: string): Promise<string | undefined> {
  const [row] = await rows<{ provider: string }>(
    db,
    sql`select provider from webhooks.inbox where id = ${id}::uuid and state in ('received', 'parked')`,
  )
  return row?.provider
}

export async function settleItem(
  tx: Tx,
  id: string,
  change: { state: 'processed' | 'ignored'; outcome: unknown; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.inbox set state = ${change.state}, outcome = ${JSON.stringify(change.outcome)}::text::jsonb, due_at = null, parked_since = null,
          processed_at = ${change.at.toISOString()}::timestamptz, last_error = null
        where id = ${id}::uuid`,
  )
}

export async function postponeItem(
  tx: Tx,
  id: string,
  change: { state: 'received' | 'parked'; attempts: number; error: string; dueAt: Date; parkedSince: Date | null },
): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.inbox set state = ${change.state}, attempts = ${change.attempts}, last_error = ${change.error}, due_at = ${change.dueAt.toISOString()}::timestamptz,
          parked_since = ${change.parkedSince?.toISOString() ?? null}::timestamptz
        where id = ${id}::uuid`,
  )
}

export async function buryItem(tx: Tx, id: string, attempts: number, error: string): Promise<void> {
  await rows(
    tx,
    sql`update webhooks.inbox set state = 'dead', attempts = ${attempts}, last_error = ${error}, due_at = null, parked_since = null where id = ${id}::uuid`,
  )
}

/** Settled items wait again, with a clean count; answers those that were in a state to. */
export function reopenItems(tx: Tx, ids: readonly string[], handled: readonly string[], at: Date): Promise<InboxRef[]> {
  return rows<InboxRef>(
    tx,
    sql`update webhooks.inbox set state = 'received', attempts = 0, last_error = null, due_at = ${at.toISOString()}::timestamptz, processed_at = null
        where id = any(${uuids(ids)}) and ${isReplayable(handled)} returning id, provider`,
  )
}

export interface InboxRef extends Record<string, unknown> {
  id: string
  provider: string
}

/** Items that were due before a moment and still wait, the longest first. */
export function overdueItems(db: Db, before: Date, limit: number): Promise<InboxRef[]> {
  return rows<InboxRef>(
    db,
    sql`select id, provider from webhooks.inbox where due_at < ${before.toISOString()}::timestamptz order by due_at limit ${limit}`,
  )
}

export async function addRejection(
  db: Db,
  rejection: { provider: string; minute: Date; reason: string; count: number; sample: Readonly<Record<string, string>> },
): Promise<void> {
  await rows(
    db,
    sql`insert into webhooks.rejections as r (provider, minute, reason, count, sample)
        values (${rejection.provider}, ${rejection.minute.toISOString()}::timestamptz, ${rejection.reason}, ${rejection.count}::int, ${JSON.stringify(rejection.sample)}::text::jsonb)
        on conflict (provider, minute, reason) do update set count = r.count + excluded.count`,
  )
}
