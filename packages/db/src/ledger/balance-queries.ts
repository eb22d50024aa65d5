import { sql, type SQL } from 'drizzle-orm'
import { rows, uuids } from '../rows.ts'
import type { Reader } from '../driver/types.ts'
import { exactNumber } from './answers.ts'

export interface Balance {
  readonly available: number
  readonly held: number
}
interface SumRow extends Record<string, unknown> {
  available: string
  held: string
}
const balanceOf = (row: SumRow): Balance => ({ available: exactNumber(row.available), held: exactNumber(row.held) })

/** The first instant that is no longer `at`: instants are told in milliseconds, posting times in microseconds. */
export function endOf(at: Date): SQL {
  return sql`${new Date(at.getTime() + 1).toISOString()}::timestamptz`
}

/**
 * Sums of one account just before `end`: the last daily close before it and the entries since. `account` is an
 * expression for its id. Where not `wanted` there is no row and nothing is read: said inside, because the condition of a
 * lateral join is only looked at when its entries have been added up.
 */
export function sumsBefore(account: SQL, end: SQL, wanted: SQL = sql`true`): SQL {
  return sql`(
    select s.day, coalesce(s.available, 0) + e.available as available, coalesce(s.held, 0) + e.held as held
    from (select 1 where ${wanted}) one
    left join lateral (
      select day, available, held from ledger.snapshots
      where account_id = ${account} and day < (${end} at time zone 'Asia/Kolkata')::date order by day desc limit 1) s on true
    cross join lateral (
      select coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held
      from ledger.entries
      where account_id = ${account} and posted_at < ${end} and posted_at >= coalesce((s.day + 1)::timestamp at time zone 'Asia/Kolkata', '-infinity')) e)`
}

export async function balanceAt(reader: Reader, account: string, at: Date): Promise<Balance> {
  const [row] = await rows<SumRow>(reader, sql`select b.available, b.held from ${sumsBefore(sql`${account}::uuid`, endOf(at))} b`)
  if (row === undefined) throw new Error('an aggregate answers exactly one row')
  return balanceOf(row)
}

interface BalanceRow extends SumRow {
  id: string
  spendable: string | null
  frozen: boolean
}
/**
 * What accounts of the domain have now. Spendable is counted from the lots, because the stored sum still contains
 * what has expired and was not swept: those few are found by the index and taken off, which is less than asking every
 * lot for its expiry. A system account has no sum, so its entries are added up.
 */
export async function balances(reader: Reader, domain: string, accounts: readonly string[], now: Date) {
  const end = endOf(now)
  const found = await rows<BalanceRow>(
    reader,
    sql`select a.id, coalesce(a.available, s.available) as available, coalesce(a.held, s.held) as held, a.frozen_at is not null as frozen,
          case when a.lots then (select coalesce(sum(l.free), 0) from ledger.lots l where l.account_id = a.id and l.has_free)
            - (select coalesce(sum(l.free), 0) from ledger.lots l
               where l.account_id = a.id and l.has_free and l.expires_at <= ${now.toISOString()}::timestamptz)
          else a.available end as spendable
        from ledger.accounts a
        left join lateral ${sumsBefore(sql`a.id`, end, sql`a.mode = 'system'`)} s on true
        where a.id = any(${uuids(accounts)}) and a.owner_domain = ${domain}`,
  )
  return found.map((row) => ({
    account: row.id,
    ...balanceOf(row),
    spendable: row.spendable === null ? null : exactNumber(row.spendable),
    frozen: row.frozen,
  }))
}

interface TrialRow extends SumRow {
  owner_domain: string
  name: string
  accounts: number
}
/**
 * Every account of a unit, added up by owner and name. An account that has not moved since is what its row says. By
 * business time, what was posted later but happened before is added, and the reverse taken away.
 */
export async function trialBalance(
  reader: Reader,
  filter: { unit: string; at: Date; by: 'posted' | 'occurred'; domain?: string | undefined },
) {
  const end = endOf(filter.at)
  const own = filter.domain === undefined ? sql`true` : sql`a.owner_domain = ${filter.domain}`
  const shifted = sql`
    select a.owner_domain, a.name, 0 as accounts,
      coalesce(sum(e.amount * s.sign) filter (where e.bucket = 'available'), 0) as available, coalesce(sum(e.amount * s.sign) filter (where e.bucket = 'held'), 0) as held
    from (
      select id, 1 as sign from ledger.transactions where posted_at <> occurred_at and posted_at >= ${end} and occurred_at < ${end}
      union all
      select id, -1 from ledger.transactions where posted_at <> occurred_at and posted_at < ${end} and posted_at >= ${end} - interval '5 minutes' and occurred_at >= ${end}) s
    join ledger.entries e on e.transaction_id = s.id
    join ledger.accounts a on a.id = e.account_id
    where a.unit = ${filter.unit} and ${own}
    group by a.owner_domain, a.name`
  const found = await rows<TrialRow>(
    reader,
    sql`select owner_domain, name, sum(accounts)::int as accounts, sum(available) as available, sum(held) as held
        from (
          select a.owner_domain, a.name, count(*) as accounts,
            sum(case when ${isStill(end)} then a.available else s.available end) as available, sum(case when ${isStill(end)} then a.held else s.held end) as held
          from ledger.accounts a
          left join lateral ${sumsBefore(sql`a.id`, end, sql`not ${isStill(end)}`)} s on true
          where a.unit = ${filter.unit} and ${own}
          group by a.owner_domain, a.name
          ${filter.by === 'occurred' ? sql`union all ${shifted}` : sql``}) parts
        group by owner_domain, name order by owner_domain, name`,
  )
  return found.map((row) => ({ ownerDomain: row.owner_domain, name: row.name, accounts: row.accounts, ...balanceOf(row) }))
}
const isStill = (end: SQL) => sql`(a.mode = 'running' and (a.last_posted_at is null or a.last_posted_at < ${end}))`
