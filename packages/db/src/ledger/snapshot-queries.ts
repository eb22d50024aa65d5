import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
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

/**
 * The first day no close of which is known to be whole: after the last that is, else the last that was begun, else that
 * of the first transaction. Undefined before anything was posted.
 */
export async function firstOpenDay(reader: Reader): Promise<string | undefined> {
  const [row] = await rows<{ day: string | null }>(
    reader,
    sql`select coalesce((select max(day) + 1 from ledger.closes), (select max(day) from ledger.snapshots),
          (select (posted_at at time zone 'Asia/Kolkata')::date from ledger.transactions order by id limit 1))::text as day`,
  )
  return row?.day ?? undefined
}

export async function markClosed(tx: Tx, close: { day: string; closedAt: Date; accounts: number }): Promise<void> {
  await rows(
    tx,
    sql`insert into ledger.closes (day, closed_at, accounts) values (${close.day}::date, ${close.closedAt.toISOString()}::timestamptz, ${close.accounts}) on conflict do nothing`,
  )
}
