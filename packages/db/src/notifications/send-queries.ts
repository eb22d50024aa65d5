import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'

const at = (when: Date) => sql`${when.toISOString()}::timestamptz`

export interface Lease {
  readonly id: string
  readonly provider: string
  readonly fromAddress: string
  readonly subject: string
  readonly bodyText: string | null
  readonly templateVersion: string
  readonly now: Date
  readonly until: Date
}

/**
 * Takes a waiting mail for sending and writes its attempt, in one statement. Nothing comes back when somebody else
 * has it, when it is not due, or when its address was suppressed since it was decided.
 */
export async function leaseEmail(tx: Tx, lease: Lease): Promise<number | undefined> {
  const [row] = await rows<{ attempt_no: number }>(
    tx,
    sql`with leased as (
          update notifications.emails e set state = 'sending', attempts = attempts + 1, leased_until = ${at(lease.until)}, provider = ${lease.provider}, provider_message_id = null,
            from_address = ${lease.fromAddress}, subject = ${lease.subject}, body_text = ${lease.bodyText}, template_version = ${lease.templateVersion}, last_error = null
          where id = ${lease.id}::uuid and state in ('queued', 'deferred') and due_at <= ${at(lease.now)}
            and not exists (select 1 from notifications.suppressions s where s.address_hash = e.address_hash and s.lifted_at is null
              and (s.expires_at is null or s.expires_at > ${at(lease.now)}) and (s.scope = 'all' or s.scope = e.list_code))
          returning id, attempts)
        insert into notifications.email_attempts (email_id, attempt_no, provider, started_at)
        select id, attempts, ${lease.provider}, ${at(lease.now)} from leased returning attempt_no`,
  )
  return row?.attempt_no
}

export interface AttemptEnd {
  readonly id: string
  readonly attemptNo: number
  readonly outcome: string
  readonly answer: string
  readonly now: Date
}
/** Ends an attempt; false when somebody ended it already (the lease ran out and was taken for in doubt). */
export async function endAttempt(tx: Tx, end: AttemptEnd): Promise<boolean> {
  const ended = await rows(
    tx,
    sql`update notifications.email_attempts set finished_at = ${at(end.now)}, outcome = ${end.outcome}, answer = ${end.answer}
        where email_id = ${end.id}::uuid and attempt_no = ${end.attemptNo} and finished_at is null returning 1 as one`,
  )
  return ended.length === 1
}

/** A late answer to an attempt that was taken for lost is kept beside what was assumed. */
export async function addToAnswer(tx: Tx, end: AttemptEnd): Promise<void> {
  await rows(
    tx,
    sql`update notifications.email_attempts set answer = left(answer || '; then ' || ${end.outcome} || ': ' || ${end.answer}, 500) where email_id = ${end.id}::uuid and attempt_no = ${end.attemptNo}`,
  )
}

/** `in_doubt` too: the answer of a slow provider may come after the lease was given up. */
export async function markSent(tx: Tx, id: string, attemptNo: number, providerMessageId: string, now: Date): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update notifications.emails set state = 'sent', leased_until = null, provider_message_id = ${providerMessageId}, sent_at = ${at(now)}, last_error = null
        where id = ${id}::uuid and attempts = ${attemptNo} and state in ('sending', 'in_doubt') returning 1 as one`,
  )
  return done.length === 1
}

export async function markInDoubt(tx: Tx, id: string, attemptNo: number, reason: string): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update notifications.emails set state = 'in_doubt', doubts = doubts + 1, leased_until = null, last_error = ${reason}
        where id = ${id}::uuid and attempts = ${attemptNo} and state = 'sending' returning 1 as one`,
  )
  return done.length === 1
}

export async function requeue(tx: Tx, id: string, from: 'sending' | 'in_doubt', reason: string, dueAt: Date): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update notifications.emails set state = 'queued', leased_until = null, last_error = ${reason}, due_at = ${at(dueAt)} where id = ${id}::uuid and state = ${from} returning 1 as one`,
  )
  return done.length === 1
}

/** Ends a mail that will not reach anybody. `from` says what it may be now. */
export async function closeEmail(
  tx: Tx,
  id: string,
  state: 'failed' | 'suppressed',
  reason: string,
  from: readonly string[],
): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update notifications.emails set state = ${state}, leased_until = null, last_error = ${reason} where id = ${id}::uuid and state = any(${texts(from)}) returning 1 as one`,
  )
  return done.length === 1
}

export async function deferEmail(tx: Tx, id: string, reason: string, dueAt: Date): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update notifications.emails set state = 'deferred', last_error = ${reason}, due_at = ${at(dueAt)} where id = ${id}::uuid and state in ('queued', 'deferred') returning 1 as one`,
  )
  return done.length === 1
}

export function lostLeases(reader: Reader, now: Date, limit: number): Promise<{ id: string; attempts: number }[]> {
  return rows(
    reader,
    sql`select id, attempts from notifications.emails where state = 'sending' and leased_until < ${at(now)} order by leased_until limit ${limit}`,
  )
}

/**
 * Mails whose outcome is unknown and that may still be tried again. Those that stay in doubt whoever looks (another
 * provider's, marketing that cannot be repeated, a second doubt) are left out: they would keep the others from their turn.
 */
export async function doubtfulEmails(
  reader: Reader,
  doubt: { readonly since: Date; readonly provider: string; readonly repeatable: boolean; readonly limit: number },
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select id from notifications.emails where state = 'in_doubt' and created_at > ${at(doubt.since)} and provider = ${doubt.provider}
          and (${doubt.repeatable} or (class in ('critical', 'transactional') and doubts = 1)) order by id limit ${doubt.limit}`,
  )
  return found.map(({ id }) => id)
}

export function doubtDesk(
  reader: Reader,
  limit: number,
): Promise<{ id: string; kind: string; created_at: Date; last_error: string | null }[]> {
  return rows(
    reader,
    sql`select id, kind, created_at, last_error from notifications.emails where state = 'in_doubt' order by id limit ${limit}`,
  )
}

/** Critical mails that have waited since before `since`: somebody has to look. */
export async function countLateCritical(reader: Reader, since: Date): Promise<number> {
  const [row] = await rows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from notifications.emails where state in ('queued', 'deferred') and priority = 0 and created_at < ${at(since)}`,
  )
  return row?.n ?? 0
}

export interface AttemptRow extends Record<string, unknown> {
  attempt_no: number
  provider: string
  started_at: Date
  finished_at: Date | null
  outcome: string | null
  answer: string | null
}
export function attemptsOf(reader: Reader, emailId: string): Promise<AttemptRow[]> {
  return rows<AttemptRow>(
    reader,
    sql`select attempt_no, provider, started_at, finished_at, outcome, answer from notifications.email_attempts where email_id = ${emailId}::uuid order by attempt_no`,
  )
}
