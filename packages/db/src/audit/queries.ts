import { sql, type SQL } from 'drizzle-orm'
import { recordset, rows } from '../rows.ts'
import type { Db, Tx } from '../driver/types.ts'

export interface EntryInsert extends Record<string, unknown> {
  id: string
  at: string
  body: string
}

export async function insertEntries(tx: Tx, entries: readonly EntryInsert[]): Promise<void> {
  await rows(
    tx,
    sql`insert into audit.entries (id, at, body) select id, at, body from ${recordset(entries, 'id uuid, at timestamptz, body text')}`,
  )
}

export interface EntryFilter {
  readonly subjectType?: string | undefined
  readonly subjectId?: string | undefined
  readonly actorId?: string | undefined
  readonly action?: string | undefined
  readonly beforeId?: string | undefined
  readonly limit: number
}

/** Newest first; each filter combination that the verbs allow runs along one index. */
export async function pageEntries(db: Db, filter: EntryFilter): Promise<{ id: string; body: string }[]> {
  const where: SQL[] = [sql`true`]
  if (filter.subjectType !== undefined) where.push(sql`subject_type = ${filter.subjectType}`)
  if (filter.subjectId !== undefined) where.push(sql`subject_id = ${filter.subjectId}`)
  if (filter.actorId !== undefined) where.push(sql`actor_id = ${filter.actorId}`)
  if (filter.action !== undefined) where.push(sql`action = ${filter.action}`)
  if (filter.beforeId !== undefined) where.push(sql`id < ${filter.beforeId}::uuid`)
  return rows<{ id: string; body: string }>(
    db,
    sql`select id, body from audit.entries where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit}`,
  )
}
