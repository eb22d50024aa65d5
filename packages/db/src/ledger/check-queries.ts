import type { Equation } from '@mas/contracts/ledger'
import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'

const firstId = '00000000-0000-0000-0000-000000000000'

export interface FindingRow {
  readonly equation: Equation
  readonly accountId: string | null
  readonly subject: string
  readonly expected: string | null
  readonly found: string | null
}
export interface CheckedChunk {
  readonly seen: number
  readonly findings: readonly FindingRow[]
  /** Where to go on; null when nothing was left. */
  readonly last: string | null
}

interface TransactionChunk extends CheckedChunk, Record<string, unknown> {
  /** Sum of the chunk's lines by unit: added up over all chunks, each must come to zero. */
  readonly sums: readonly { unit: string; sum: string }[]
}
/** Equation a for the next transactions in order of id, and their part of b. One statement sees one state of them. */
export async function checkTransactions(reader: Reader, afterId: string | null, limit: number): Promise<TransactionChunk> {
  const [row] = await rows<TransactionChunk>(
    reader,
    sql`with chunk as materialized (select id from ledger.transactions where id > ${afterId ?? firstId}::uuid order by id limit ${limit}),
        sums as materialized (
          select c.id, e.unit, coalesce(sum(e.amount), 0) as sum, count(e.n) as lines from chunk c left join ledger.entries e on e.transaction_id = c.id group by c.id, e.unit),
        broken as (
          select distinct s.id, s.unit, s.sum, s.lines, a.id as account_id from sums s
          left join ledger.entries e on e.transaction_id = s.id
          left join ledger.accounts a on a.id = e.account_id and a.mode = 'running'
          where s.sum <> 0 or s.lines < 2 limit 1000)
        select (select count(*) from chunk)::int as seen, (select id from chunk order by id desc limit 1) as last,
          coalesce((select jsonb_agg(jsonb_build_object('unit', unit, 'sum', sum::text)) from (select unit, sum(sum) as sum from sums where unit is not null group by unit) u), '[]') as sums,
          coalesce((select jsonb_agg(jsonb_build_object('equation', 'a-transaction-balances', 'accountId', account_id, 'subject', 'transaction ' || id || coalesce(' ' || unit, ''),
            'expected', '0 over at least 2 lines', 'found', sum || ' over ' || lines)) from broken), '[]') as findings`,
  )
  return row ?? { seen: 0, last: null, sums: [], findings: [] }
}

/** Equations c to j for the next accounts in order of id. One statement sees one state, so nothing has to be locked. */
export async function checkAccounts(
  reader: Reader,
  filter: { afterId: string | null; domain: string | undefined; now: Date; limit: number },
): Promise<CheckedChunk> {
  const overdue = new Date(filter.now.getTime() - 24 * 3_600_000).toISOString()
  const [row] = await rows<CheckedChunk & Record<string, unknown>>(
    reader,
    sql`with chunk as materialized (
          select id, mode, lots, available, held from ledger.accounts
          where id > ${filter.afterId ?? firstId}::uuid and ${filter.domain === undefined ? sql`true` : sql`owner_domain = ${filter.domain}`} order by id limit ${filter.limit}),
        entry_sums as materialized (
          select account_id, coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held,
            min(transaction_id::text) filter (where balance_after is distinct from running) as first_jump
          from (
            select e.account_id, e.transaction_id, e.bucket, e.amount, e.balance_after,
              sum(e.amount) over (partition by e.account_id, e.bucket order by e.posted_at, e.transaction_id, e.n rows unbounded preceding) as running
            from chunk c join ledger.entries e on e.account_id = c.id where c.mode = 'running') r
          group by account_id),
        lot_sums as materialized (
          select l.account_id, sum(l.free) as free, sum(l.held) as held
          from chunk c join ledger.lots l on l.account_id = c.id group by l.account_id),
        hold_rows as materialized (
          select h.*, c.lots from chunk c join ledger.holds h on h.account_id = c.id),
        open_sums as (select account_id, sum(qty) as held from hold_rows where state = 'open' group by account_id),
        hold_sums as (
          select h.id, h.account_id, h.qty, h.captured, h.refunded, coalesce(sum(hl.qty), 0) as lots_qty, coalesce(sum(hl.captured), 0) as lots_captured, coalesce(sum(hl.refunded), 0) as lots_refunded
          from hold_rows h left join ledger.hold_lots hl on hl.hold_id = h.id where h.lots group by h.id, h.account_id, h.qty, h.captured, h.refunded),
        snapshot_steps as (
          select s.account_id, s.day, s.available - coalesce(lag(s.available) over w, 0) as available, s.held - coalesce(lag(s.held) over w, 0) as held,
            coalesce((lag(s.day) over w + 1)::timestamp at time zone 'Asia/Kolkata', '-infinity') as opened, (s.day + 1)::timestamp at time zone 'Asia/Kolkata' as closed
          from chunk c join ledger.snapshots s on s.account_id = c.id window w as (partition by s.account_id order by s.day)),
        findings (equation, account_id, subject, expected, found) as (
          select 'c-available-is-entries', c.id, 'available', coalesce(e.available, 0)::text, c.available::text
          from chunk c left join entry_sums e on e.account_id = c.id where c.mode = 'running' and c.available <> coalesce(e.available, 0)
          union all
          select 'd-held-is-entries-holds-lots', c.id, 'held', c.held::text, coalesce(e.held, 0) || ' entries, ' || coalesce(o.held, 0) || ' open holds' || case when c.lots then ', ' || coalesce(l.held, 0) || ' lots' else '' end
          from chunk c left join entry_sums e on e.account_id = c.id left join open_sums o on o.account_id = c.id left join lot_sums l on l.account_id = c.id
          where c.mode = 'running' and (c.held <> coalesce(e.held, 0) or c.held <> coalesce(o.held, 0) or (c.lots and c.held <> coalesce(l.held, 0)))
          union all
          select 'e-available-is-free-lots', c.id, 'available', coalesce(l.free, 0)::text, c.available::text
          from chunk c left join lot_sums l on l.account_id = c.id where c.lots and c.available <> coalesce(l.free, 0)
          union all
          select 'f-hold-is-its-lots', account_id, 'hold ' || id, qty::text, lots_qty::text from hold_sums where qty <> lots_qty
          union all
          select 'g-captured-is-its-lots', account_id, 'hold ' || id, captured || ' captured, ' || refunded || ' refunded', lots_captured || ' captured, ' || lots_refunded || ' refunded'
          from hold_sums where captured <> lots_captured or refunded <> lots_refunded
          union all
          select 'h-refunded-within-captured', account_id, 'holds', 'at most ' || sum(captured), sum(refunded)::text from hold_rows group by account_id having sum(refunded) > sum(captured)
          union all
          select 'i-running-balance', account_id, 'transaction ' || first_jump, null, null from entry_sums where first_jump is not null
          union all
          select 'j-snapshots-replay', s.account_id, 'day ' || s.day, r.available || ' available, ' || r.held || ' held', s.available || ' available, ' || s.held || ' held'
          from snapshot_steps s cross join lateral (
            select coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held
            from ledger.entries where account_id = s.account_id and posted_at >= s.opened and posted_at < s.closed) r
          where s.available <> r.available or s.held <> r.held
          union all
          select 'overdue-hold', account_id, 'hold ' || id, null, expires_at::text from hold_rows where state = 'open' and expires_at < ${overdue}::timestamptz)
        select (select count(*) from chunk)::int as seen, (select id from chunk order by id desc limit 1) as last,
          coalesce((select jsonb_agg(jsonb_build_object('equation', equation, 'accountId', account_id, 'subject', subject, 'expected', expected, 'found', found))
            from (select * from findings limit 1000) f), '[]') as findings`,
  )
  return row ?? { seen: 0, last: null, findings: [] }
}

export async function insertCheck(tx: Tx, check: { id: string; startedAt: Date; reason: string; actor: string }): Promise<void> {
  await rows(
    tx,
    sql`insert into ledger.checks (id, started_at, reason, actor) values (${check.id}::uuid, ${check.startedAt.toISOString()}::timestamptz, ${check.reason}, ${check.actor})`,
  )
}

interface CheckOutcome {
  readonly id: string
  readonly finishedAt: Date
  readonly accounts: number
  readonly transactions: number
  readonly found: number
  readonly findings: readonly FindingRow[]
}
export async function finishCheck(tx: Tx, outcome: CheckOutcome): Promise<void> {
  await rows(
    tx,
    sql`update ledger.checks set finished_at = ${outcome.finishedAt.toISOString()}::timestamptz, accounts = ${outcome.accounts}, transactions = ${outcome.transactions},
          found = ${outcome.found}, findings = ${JSON.stringify(outcome.findings)}::text::jsonb
        where id = ${outcome.id}::uuid`,
  )
}
