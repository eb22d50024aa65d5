import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'
import { exactNumber } from './answers.ts'
import { endOf } from './balance-queries.ts'

interface EntryRow extends Record<string, unknown> {
  transaction_id: string
  n: number
  kind: string
  bucket: 'available' | 'held'
  amount: string
  balance_after: string | null
  lot_id: string | null
  reason: string | null
  ref_type: string | null
  ref_id: string | null
  occurred_at: Date
  posted_at: Date
  /** With microseconds, for cursors: a Date would cut them off. */
  place: string
  actor: string
}
export interface EntryPlace {
  readonly postedAt: string
  readonly transactionId: string
  readonly n: number
}

/** Entries of an account, newest first, of those before a place and posted no later than an instant. */
export async function pageEntries(
  reader: Reader,
  filter: { account: string; before?: EntryPlace | undefined; until?: Date | undefined; since?: Date | undefined; limit: number },
) {
  const { before, until, since } = filter
  const found = await rows<EntryRow>(
    reader,
    sql`select e.transaction_id, e.n, t.kind, e.bucket, e.amount, e.balance_after, e.lot_id, t.reason, t.ref_type, t.ref_id, t.occurred_at, e.posted_at,
          to_char(e.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place, t.actor
        from ledger.entries e join ledger.transactions t on t.id = e.transaction_id
        where e.account_id = ${filter.account}::uuid
          and ${before === undefined ? sql`true` : sql`(e.posted_at, e.transaction_id, e.n) < (${before.postedAt}::timestamptz, ${before.transactionId}::uuid, ${before.n}::int)`}
          and ${since === undefined ? sql`true` : sql`e.posted_at >= ${since.toISOString()}::timestamptz`}
          and ${until === undefined ? sql`true` : sql`e.posted_at < ${endOf(until)}`}
        order by e.posted_at desc, e.transaction_id desc, e.n desc limit ${filter.limit}`,
  )
  return found.map((row) => ({
    ...row,
    amount: exactNumber(row.amount),
    balance_after: row.balance_after === null ? null : exactNumber(row.balance_after),
    occurred_at: new Date(row.occurred_at),
    posted_at: new Date(row.posted_at),
  }))
}
export type EntryOfAccount = Awaited<ReturnType<typeof pageEntries>>[number]

interface CloseRow extends Record<string, unknown> {
  day: string
  ended: Date
  available: string
  held: string
}
/** The last daily close of an account before an instant, and when that day ended; zeros where there is none yet. */
export async function closeBefore(reader: Reader, account: string, at: Date) {
  const [row] = await rows<CloseRow>(
    reader,
    sql`select day::text as day, (day + 1)::timestamp at time zone 'Asia/Kolkata' as ended, available, held from ledger.snapshots
        where account_id = ${account}::uuid and day < (${endOf(at)} at time zone 'Asia/Kolkata')::date order by day desc limit 1`,
  )
  return row === undefined
    ? { day: null, end: undefined, available: 0, held: 0 }
    : { day: row.day, end: new Date(row.ended), available: exactNumber(row.available), held: exactNumber(row.held) }
}

/** Entries of an account from an instant up to, and without, a given entry: how many and how much. */
export async function sumBetween(
  reader: Reader,
  account: string,
  since: Date | undefined,
  before: { place: string; transaction_id: string; n: number },
) {
  const [row] = await rows<{ count: string; available: string; held: string }>(
    reader,
    sql`select count(*) as count, coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held
        from ledger.entries
        where account_id = ${account}::uuid and ${since === undefined ? sql`true` : sql`posted_at >= ${since.toISOString()}::timestamptz`}
          and (posted_at, transaction_id, n) < (${before.place}::timestamptz, ${before.transaction_id}::uuid, ${before.n}::int)`,
  )
  return { count: exactNumber(row?.count ?? 0), available: exactNumber(row?.available ?? 0), held: exactNumber(row?.held ?? 0) }
}
