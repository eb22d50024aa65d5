import { sql } from 'drizzle-orm'
import type { Tx } from '../driver/types.ts'
import { rows } from '../rows.ts'

export interface Booking {
  readonly who: string
  readonly purpose: string
  /** The day or hour that is counted; another one starts anew. */
  readonly period: string
  readonly bytes: number
  readonly count: number
  readonly capCount: number
  readonly capBytes: number
  readonly now: Date
}

/** Books an announced file. The row's own checks refuse what is too much, so callers at the same moment cannot pass together. */
export async function bookQuota(tx: Tx, b: Booking): Promise<void> {
  await rows(
    tx,
    sql`insert into files.quotas as q (who, purpose, period, count, bytes, cap_count, cap_bytes, at)
        values (${b.who}, ${b.purpose}, ${b.period}, ${b.count}::int, ${b.bytes}::bigint, ${b.capCount}::int, ${b.capBytes}::bigint, ${b.now.toISOString()}::timestamptz)
        on conflict on constraint quotas_pkey do update set
          period = excluded.period, cap_count = excluded.cap_count, cap_bytes = excluded.cap_bytes, at = excluded.at,
          count = excluded.count + case when q.period = excluded.period then q.count else 0 end,
          bytes = excluded.bytes + case when q.period = excluded.period then q.bytes else 0 end`,
  )
}

export async function forgetQuotas(tx: Tx, before: Date): Promise<void> {
  await rows(tx, sql`delete from files.quotas where at < ${before.toISOString()}::timestamptz`)
}
