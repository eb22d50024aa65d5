import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

/** Empties bodies whose retention ended; what still waits keeps its own. Answers how many there were. */
export async function emptyRaw(tx: Tx, now: Date, limit: number): Promise<number> {
  const emptied = await rows(
    tx,
    sql`update webhooks.inbox set raw = null where id in (
          select id from webhooks.inbox where raw is not null and raw_until < ${now.toISOString()}::timestamptz and due_at is null order by raw_until limit ${limit})
        returning 1 as one`,
  )
  return emptied.length
}

export async function deleteOldMarks(tx: Tx, cut: { keysBefore: Date; rejectionsBefore: Date }): Promise<void> {
  await rows(tx, sql`delete from webhooks.inbox_keys where at < ${cut.keysBefore.toISOString()}::timestamptz`)
  await rows(tx, sql`delete from webhooks.rejections where minute < ${cut.rejectionsBefore.toISOString()}::timestamptz`)
}
