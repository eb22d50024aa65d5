import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, uuids } from '../rows.ts'

export interface IntentInsert extends Record<string, unknown> {
  id: string
  kind: string
  platform: string
  user_id: string | null
  address: string | null
  lead_id: string | null
  recipient_key: string
  dedupe_key: string
  data: unknown
  sealed: string | null
  expires_at: string | null
  origin: string | null
  consent_class: string | null
  requested_at: string
  requested_by: string | null
  due_at: string
}
export interface IntentRow extends Record<string, unknown> {
  id: string
  kind: string
  platform: string
  user_id: string | null
  address: string | null
  lead_id: string | null
  recipient_key: string
  dedupe_key: string
  data: unknown
  sealed: string | null
  expires_at: Date | null
  origin: string | null
  consent_class: string | null
  requested_at: Date
  requested_by: string | null
  state: string
  decision: string | null
  reason: string | null
  facts: Record<string, unknown>
  decided_at: Date | null
  due_at: Date
}
const columns = sql.raw(
  'id, kind, platform, user_id, address, lead_id, recipient_key, dedupe_key, data, sealed, expires_at, origin, consent_class, requested_at, requested_by, state, decision, reason, facts, decided_at, due_at',
)

/**
 * Stores requests; one that was made before (same kind, person and key) is left as it is. Answers the id of each
 * request in the order given, and which of them are new.
 */
export async function insertIntents(tx: Tx, values: readonly IntentInsert[]): Promise<{ id: string; fresh: boolean }[]> {
  const types =
    'id uuid, kind text, platform text, user_id uuid, address text, lead_id uuid, recipient_key text, dedupe_key text, data jsonb, sealed text, expires_at timestamptz, origin text, consent_class text, requested_at timestamptz, requested_by uuid, due_at timestamptz'
  // Ordered by the key, so that two requests for the same people never wait for each other crosswise.
  const inserted = await rows<{ id: string; recipient_key: string }>(
    tx,
    sql`insert into notifications.intents (id, kind, platform, user_id, address, lead_id, recipient_key, dedupe_key, data, sealed, expires_at, origin, consent_class, requested_at, requested_by, due_at, state, facts)
        select id, kind, platform, user_id, address, lead_id, recipient_key, dedupe_key, data, sealed, expires_at, origin, consent_class, requested_at, requested_by, due_at, 'requested', '{}'
        from ${recordset(values, types)} order by kind, recipient_key, dedupe_key
        on conflict on constraint intents_request_key do nothing returning id, recipient_key`,
  )
  if (inserted.length === values.length) return values.map(({ id }) => ({ id, fresh: true }))
  const stored = await rows<{ id: string; recipient_key: string }>(
    tx,
    sql`select i.id, i.recipient_key from notifications.intents i
        join ${recordset(values, 'kind text, recipient_key text, dedupe_key text')} using (kind, recipient_key, dedupe_key)`,
  )
  const fresh = new Set(inserted.map(({ id }) => id))
  const byKey = new Map(stored.map((row) => [row.recipient_key, row.id]))
  return values.map(({ id, recipient_key }) => ({ id: byKey.get(recipient_key) ?? id, fresh: fresh.has(id) }))
}

export async function findIntents(reader: Reader, ids: readonly string[]): Promise<IntentRow[]> {
  return rows<IntentRow>(reader, sql`select ${columns} from notifications.intents where id = any(${uuids(ids)})`)
}

/** Locks an intent that waits for a decision and is due; a second decider finds nothing. */
export async function claimDueIntent(tx: Tx, id: string, now: Date): Promise<IntentRow | undefined> {
  const [row] = await rows<IntentRow>(
    tx,
    sql`select ${columns} from notifications.intents
        where id = ${id}::uuid and state in ('requested', 'deferred') and due_at <= ${now.toISOString()}::timestamptz for update`,
  )
  return row
}

export interface IntentDecision {
  readonly state: string
  readonly decision: string
  readonly reason: string | null
  readonly facts: Record<string, unknown>
  readonly dueAt?: Date
}
/** Stores what was decided. An intent that is over keeps no secret. */
export async function setDecision(tx: Tx, id: string, decided: IntentDecision, now: Date): Promise<void> {
  const dueAt = decided.dueAt === undefined ? sql`due_at` : sql`${decided.dueAt.toISOString()}::timestamptz`
  await rows(
    tx,
    sql`update notifications.intents set state = ${decided.state}, decision = ${decided.decision}, reason = ${decided.reason},
          facts = ${JSON.stringify(decided.facts)}::text::jsonb, decided_at = ${now.toISOString()}::timestamptz, due_at = ${dueAt},
          sealed = case when ${decided.state} in ('suppressed', 'refused') then null else sealed end
        where id = ${id}::uuid`,
  )
}

export async function settleIntent(tx: Tx, id: string): Promise<void> {
  await rows(tx, sql`update notifications.intents set state = 'settled', sealed = null where id = ${id}::uuid and state = 'allowed'`)
}

/** Takes back what was not handed to a provider yet; a mail that is being sent is past recalling. */
export async function cancelMails(tx: Tx, kind: string, dedupeKey: string): Promise<string[]> {
  const cancelled = await rows<{ intent_id: string }>(
    tx,
    sql`update notifications.emails e set state = 'cancelled' from notifications.intents i
        where i.kind = ${kind} and i.dedupe_key = ${dedupeKey} and i.state = 'allowed' and e.intent_id = i.id and e.state in ('queued', 'deferred') and e.attempts = 0 returning e.intent_id`,
  )
  return cancelled.map(({ intent_id }) => intent_id)
}

/** `mailless`: intents whose mail was just taken back; they are over unless a notice is under the bell already. */
export async function cancelWaiting(tx: Tx, kind: string, dedupeKey: string, mailless: readonly string[]): Promise<number> {
  const cancelled = await rows(
    tx,
    sql`update notifications.intents i set sealed = null, state = case when exists (select 1 from notifications.notices n where n.intent_id = i.id) then 'settled' else 'cancelled' end
        where kind = ${kind} and dedupe_key = ${dedupeKey} and (state in ('requested', 'deferred') or (state = 'allowed' and id = any(${uuids(mailless)}))) returning 1 as one`,
  )
  return cancelled.length
}

/** Intents whose time has come and whose decision nobody is about to make, oldest first. */
export async function dueIntents(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from notifications.intents where state in ('requested', 'deferred') and due_at <= ${now.toISOString()}::timestamptz order by due_at limit ${limit}`,
  )
  return found.map(({ id }) => id)
}

/** Data of the latest requests of a kind: what a template is tried on before it is published. */
export async function latestData(reader: Reader, kind: string, limit: number): Promise<{ id: string; data: unknown }[]> {
  return rows(reader, sql`select id, data from notifications.intents where kind = ${kind} order by id desc limit ${limit}`)
}

/** Secrets whose time is over, whatever became of their mail. */
export async function eraseExpiredSeals(tx: Tx, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update notifications.intents set sealed = null where sealed is not null and expires_at < ${now.toISOString()}::timestamptz`,
  )
}

export interface StateRow extends Record<string, unknown> {
  id: string
  state: string
  email_state: string | null
  reason: string | null
  due_at: Date
  origin: string | null
}
export async function statesOf(reader: Reader, ids: readonly string[]): Promise<StateRow[]> {
  return rows(
    reader,
    sql`select i.id, i.state, e.state as email_state, coalesce(e.last_error, i.reason) as reason, greatest(i.due_at, e.due_at) as due_at, i.origin from notifications.intents i
        left join lateral (select state, last_error, due_at from notifications.emails where intent_id = i.id order by id desc limit 1) e on true
        where i.id = any(${uuids(ids)})`,
  )
}

export async function findSlotOf(reader: Reader, claimKey: string, userId: string): Promise<{ day: string; slot: number } | undefined> {
  const [row] = await rows<{ day: string; slot: number }>(
    reader,
    sql`select day::text as day, slot from notifications.day_slots where user_id = ${userId}::uuid and claim_key = ${claimKey}`,
  )
  return row
}
