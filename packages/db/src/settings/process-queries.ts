import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'
import { instant } from '../values.ts'

/** How long a process that says nothing counts as alive: four compares. */
const alive = sql.raw(`interval '2 minutes'`)

/** A process says which revision it reads at. The database's own clock, because processes run on many machines. */
export async function putReader(reader: Reader, one: { id: string; process: string; revision: number; listening: boolean }): Promise<void> {
  await rows(
    reader,
    sql`insert into settings.readers (id, process, revision, listening, seen_at) values (${one.id}::uuid, ${one.process}, ${one.revision}, ${one.listening}, now())
        on conflict (id) do update set revision = excluded.revision, listening = excluded.listening, seen_at = excluded.seen_at`,
  )
}
export async function dropReader(reader: Reader, id: string): Promise<void> {
  await rows(reader, sql`delete from settings.readers where id = ${id}::uuid`)
}
export interface ReaderRow extends Record<string, unknown> {
  process: string
  revision: string
  listening: boolean
  seenAt: Date
}
export function liveReaders(reader: Reader): Promise<ReaderRow[]> {
  return rows(
    reader,
    sql`select process, revision::text as revision, listening, seen_at as "seenAt" from settings.readers where seen_at > now() - ${alive} order by process, id limit 1000`,
  )
}
export async function dropSilentReaders(tx: Tx): Promise<void> {
  await rows(tx, sql`delete from settings.readers where seen_at < now() - ${alive} * 5`)
}

/** Which definitions there are, and which of them were read since the last time. */
export async function putUsage(reader: Reader, used: readonly { key: string; read: boolean }[], at: Date): Promise<void> {
  await rows(
    reader,
    sql`insert into settings.usage as u (key, known_since, read_at)
        select r.key, ${instant(at)}, case when r.read then ${instant(at)} end from ${recordset(
          used.map(({ key, read }) => ({ key, read })),
          'key text, read boolean',
        )} order by r.key
        on conflict (key) do update set read_at = greatest(u.read_at, excluded.read_at) where excluded.read_at is not null`,
  )
}
/** Which of these nobody has read since an instant, although they were known then. */
export async function unreadSince(reader: Reader, keys: readonly string[], since: Date, limit: number): Promise<string[]> {
  const found = await rows<{ key: string }>(
    reader,
    sql`select key from settings.usage where key = any(${texts(keys)}) and known_since < ${instant(since)} and coalesce(read_at, known_since) < ${instant(since)}
        order by key limit ${limit}`,
  )
  return found.map((row) => row.key)
}
