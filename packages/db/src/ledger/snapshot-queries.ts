import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Tx } from '../driver/types.ts'
import { sumsBefore } from './balance-queries.ts'

const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Closes one day for the next `limit` accounts that may have moved on it, in order of id. Answers where to go on, or
 * undefined when that was the last of them. A close that exists already stays.
 */
export async function closeDay(tx: Tx, filter: { day: string; from: Date; end: Date; afterId: string | undefined; limit: number }) {
  const end = sql`${filter.end.toISOString()}::timestamptz`
  const from = sql`${filter.from.toISOString()}::timestamptz`
  const [row] = await rows<{ last: string | null; seen: number; written: number }>(
    tx,
    sql`with chunk as (
          select id from ledger.accounts
          where id > ${filter.afterId ?? firstId}::uuid and (mode = 'system' or last_posted_at >= ${from}) order by id limit ${filter.limit}
        ), closed as (
          insert into ledger.snapshots (account_id, day, available, held)
          select c.id, ${filter.day}::date, s.available, s.held
          from chunk c cross join lateral ${sumsBefore(sql`c.id`, end)} s
          where exists (select 1 from ledger.entries e where e.account_id = c.id and e.posted_at >= ${from} and e.posted_at < ${end})
          on conflict do nothing returning 1
        )
        select (select id from chunk order by id desc limit 1) as last, (select count(*) from chunk)::int as seen, (select count(*) from closed)::int as written`,
  )
  return { written: row?.written ?? 0, next: row !== undefined && row.last !== null && row.seen === filter.limit ? row.last : undefined }
}
