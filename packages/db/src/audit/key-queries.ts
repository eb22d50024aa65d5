import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'

export interface SubjectKeyRow extends Record<string, unknown> {
  subject_id: string
  /** Base64; null once destroyed. */
  wrapped_key: string | null
}

/** The key of a subject; `candidate` (base64) becomes it where there is none. A second writer waits for the first. */
export async function subjectKey(tx: Tx, subject: { type: string; id: string }, candidate: string, at: Date): Promise<SubjectKeyRow> {
  const [row] = await rows<SubjectKeyRow>(
    tx,
    sql`with made as (
          insert into audit.subject_keys (subject_id, subject_type, wrapped_key, created_at)
          values (${subject.id}, ${subject.type}, decode(${candidate}, 'base64'), ${at.toISOString()}::timestamptz)
          on conflict (subject_id) do nothing returning subject_id, wrapped_key)
        select subject_id, encode(wrapped_key, 'base64') as wrapped_key from made
        union all select subject_id, encode(wrapped_key, 'base64') from audit.subject_keys where subject_id = ${subject.id} limit 1`,
  )
  // Somebody else's key was committed between this statement's snapshot and its insert: the next snapshot sees it.
  return row ?? subjectKey(tx, subject, candidate, at)
}

export function findSubjectKeys(reader: Reader, subjectIds: readonly string[]): Promise<SubjectKeyRow[]> {
  return rows<SubjectKeyRow>(
    reader,
    sql`select subject_id, encode(wrapped_key, 'base64') as wrapped_key from audit.subject_keys where subject_id = any(${texts(subjectIds)})`,
  )
}

/** Keys that are not destroyed, in the order of subjects, those behind one. */
export function liveSubjectKeys(reader: Reader, after: string, limit: number): Promise<SubjectKeyRow[]> {
  return rows<SubjectKeyRow>(
    reader,
    sql`select subject_id, encode(wrapped_key, 'base64') as wrapped_key from audit.subject_keys
        where subject_id > ${after} and wrapped_key is not null order by subject_id limit ${limit}`,
  )
}

/** A few live keys from both ends: those of the first people and of the newest. */
export function sampledSubjectKeys(reader: Reader): Promise<SubjectKeyRow[]> {
  const end = (direction: 'asc' | 'desc') =>
    sql`(select subject_id, encode(wrapped_key, 'base64') as wrapped_key from audit.subject_keys where wrapped_key is not null order by subject_id ${sql.raw(direction)} limit 5)`
  return rows<SubjectKeyRow>(reader, sql`${end('asc')} union ${end('desc')}`)
}

export interface DestroyedKey {
  /** How many entries hold sealed values. */
  readonly entries: number
  readonly subjectType: string
  /** False where it had been destroyed before. */
  readonly isNew: boolean
}
/** Destroys the key, or leaves a mark so that none is ever made. */
export async function destroySubjectKey(tx: Tx, subjectId: string, at: Date): Promise<DestroyedKey> {
  const now = sql`${at.toISOString()}::timestamptz`
  const [destroyed] = await rows<{ subject_type: string }>(
    tx,
    sql`insert into audit.subject_keys (subject_id, subject_type, wrapped_key, created_at, destroyed_at) values (${subjectId}, 'unknown', null, ${now}, ${now})
        on conflict (subject_id) do update set wrapped_key = null, destroyed_at = excluded.destroyed_at where audit.subject_keys.destroyed_at is null
        returning subject_type`,
  )
  const [row] = await rows<{ entries: number; subject_type: string }>(
    tx,
    sql`select max(k.subject_type) as subject_type, count(e.id)::int as entries from audit.subject_keys k
          left join audit.entries e on e.subject_type = k.subject_type and e.subject_id = k.subject_id and e.seq is not null and strpos(e.body, '{"$sealed":') > 0
        where k.subject_id = ${subjectId}`,
  )
  return { entries: row?.entries ?? 0, subjectType: row?.subject_type ?? 'unknown', isNew: destroyed !== undefined }
}

/**
 * A key that is said to be destroyed although no entry tells of it, or although something was sealed under it later: taken
 * away by hand. Keys destroyed before the first such entry are held against what was sealed only.
 */
export async function findUntoldDestruction(reader: Reader): Promise<string | undefined> {
  const [row] = await rows<{ subject_id: string }>(
    reader,
    sql`select k.subject_id from audit.subject_keys k
        where k.destroyed_at is not null and (
          (k.destroyed_at >= (select min(at) from audit.entries where action = 'audit.destroy-key' and seq is not null) and not exists (
            select 1 from audit.entries e
            where e.subject_type = k.subject_type and e.subject_id = k.subject_id and e.action = 'audit.destroy-key' and e.seq is not null))
          or exists (
            select 1 from audit.entries e
            where e.subject_type = k.subject_type and e.subject_id = k.subject_id and e.at > k.destroyed_at + interval '1 minute'
              and e.seq is not null and strpos(e.body, '{"$sealed":') > 0))
        limit 1`,
  )
  return row?.subject_id
}
