import { sql } from 'drizzle-orm'
import { recordset, rows, uuids } from '../../rows.ts'
import type { Reader, Tx } from '../../driver/types.ts'
import { instant } from '../../values.ts'

export interface MailRow extends Record<string, unknown> {
  run_id: string
  event_id: string
  name: string
  occurred_at: Date
  data: unknown
  consumed_seq: number | null
}

/** Read in a statement after the one that took the cursors: what was put in before they were free is seen. */
export function mailOf(reader: Reader, runIds: readonly string[]): Promise<MailRow[]> {
  if (runIds.length === 0) return Promise.resolve([])
  return rows<MailRow>(
    reader,
    sql`select run_id, event_id, name, occurred_at, data, consumed_seq from workflows.mailbox where run_id = any(${uuids(runIds)})
        order by occurred_at, event_id`,
  )
}

export async function markConsumed(tx: Tx, mail: readonly { run_id: string; event_id: string; seq: number }[]): Promise<void> {
  if (mail.length === 0) return
  await rows(
    tx,
    sql`update workflows.mailbox m set consumed_seq = r.seq from ${recordset([...mail], 'run_id uuid, event_id uuid, seq int')}
        where m.run_id = r.run_id and m.event_id = r.event_id`,
  )
}

export interface LoggedEvent extends Record<string, unknown> {
  readonly event_id: string
  readonly occurred_at: string
  readonly name: string
  readonly subject_type: string
  readonly subject_id: string
  readonly data: unknown
  readonly causation: number
  /** Workflow whose run caused it. */
  readonly caused_by: string | null
}

/** Answers the subjects for whom the event is new. */
export async function logEvents(tx: Tx, events: readonly LoggedEvent[]): Promise<string[]> {
  if (events.length === 0) return []
  const fresh = await rows<{ subject_id: string }>(
    tx,
    sql`insert into workflows.event_log (event_id, occurred_at, name, subject_type, subject_id, data, causation, caused_by)
        select event_id, occurred_at, name, subject_type, subject_id, data, causation, caused_by
        from ${recordset([...events], 'event_id uuid, occurred_at timestamptz, name text, subject_type text, subject_id uuid, data jsonb, causation smallint, caused_by uuid')}
        on conflict on constraint event_log_pkey do nothing returning subject_id`,
  )
  return fresh.map(({ subject_id }) => subject_id)
}

/** Runs of a person that are under way and whose version looks for this event. */
export async function interestedRuns(
  reader: Reader,
  subject: { readonly type: string; readonly id: string },
  event: string,
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    sql`select r.id from workflows.runs r join workflows.versions v on v.workflow_id = r.workflow_id and v.n = r.version_n
        where r.subject_type = ${subject.type} and r.subject_id = ${subject.id}::uuid and r.state <> 'finished' and ${event}::text = any(v.interests)`,
  )
  return found.map(({ id }) => id)
}

/** Whether any of these people has a run under way whose version looks for this event. */
export async function isAnybodyInterested(
  reader: Reader,
  subjects: readonly { readonly type: string; readonly id: string }[],
  event: string,
): Promise<boolean> {
  const found = await rows(
    reader,
    sql`select 1 as one from ${recordset([...subjects], 'type text, id uuid', 's')} cross join lateral (
          select 1 from workflows.runs r join workflows.versions v on v.workflow_id = r.workflow_id and v.n = r.version_n
          where r.subject_type = s.type and r.subject_id = s.id and r.state <> 'finished' and ${event}::text = any(v.interests) limit 1) run limit 1`,
  )
  return found.length > 0
}

/** Into the mailbox of runs whose cursors the caller holds; what does not fit any more pushes the oldest unread out. */
export async function putMail(
  tx: Tx,
  runIds: readonly string[],
  event: { readonly eventId: string; readonly name: string; readonly occurredAt: Date; readonly data: unknown },
  most: number,
): Promise<number> {
  if (runIds.length === 0) return 0
  await rows(
    tx,
    sql`insert into workflows.mailbox (run_id, event_id, name, occurred_at, data)
        select run_id, ${event.eventId}::uuid, ${event.name}, ${instant(event.occurredAt)}, ${JSON.stringify(event.data)}::text::jsonb
        from workflows.cursors where run_id = any(${uuids(runIds)}) on conflict on constraint mailbox_pkey do nothing`,
  )
  const dropped = await rows(
    tx,
    sql`delete from workflows.mailbox m using (
          select run_id, event_id from (
            select run_id, event_id, row_number() over (partition by run_id order by (consumed_seq is not null), occurred_at desc, event_id desc) as n
            from workflows.mailbox where run_id = any(${uuids(runIds)})) ranked where n > ${most}) old
        where m.run_id = old.run_id and m.event_id = old.event_id returning m.event_id`,
  )
  return dropped.length
}

/** What happened to the person since the trigger and before the run was there, once it is there. */
export async function backfillMail(
  tx: Tx,
  run: { readonly runId: string; readonly type: string; readonly subjectId: string },
  interests: readonly string[],
  since: Date,
  except: string | null,
): Promise<void> {
  if (interests.length === 0) return
  await rows(
    tx,
    sql`insert into workflows.mailbox (run_id, event_id, name, occurred_at, data)
        select ${run.runId}::uuid, event_id, name, occurred_at, data from workflows.event_log
        where subject_type = ${run.type} and subject_id = ${run.subjectId}::uuid and occurred_at >= ${instant(since)}
          and name in (${sql.join(
            interests.map((name) => sql`${name}`),
            sql`, `,
          )}) and event_id is distinct from ${except}::uuid
        order by occurred_at desc limit 200 on conflict on constraint mailbox_pkey do nothing`,
  )
}

/** Whose run it is, and how many led to it. */
export async function runCause(reader: Reader, runId: string): Promise<{ workflow_id: string; causation: number } | undefined> {
  const [found] = await rows<{ workflow_id: string; causation: number }>(
    reader,
    sql`select workflow_id, causation from workflows.runs where id = ${runId}::uuid`,
  )
  return found
}

/** The same of many runs. */
export function runCauses(reader: Reader, runIds: readonly string[]): Promise<{ id: string; workflow_id: string; causation: number }[]> {
  return rows(reader, sql`select id, workflow_id, causation from workflows.runs where id = any(${uuids(runIds)})`)
}
