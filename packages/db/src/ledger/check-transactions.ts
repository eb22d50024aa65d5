import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'
import { firstId, type CheckedChunk } from './check-queries.ts'

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

interface TransactionChunk extends CheckedChunk, Record<string, unknown> {
  /** Sum of the chunk's lines by unit: added up over all chunks, each must come to zero. */
  readonly sums: readonly { unit: string; sum: string }[]
}
/**
 * Equation a for the next transactions in order of id, their part of b, and what makes a line what it says it is: its
 * transaction, its account and unit, its time, and of a reversal the lines it mirrors. Lines are read by their own ids,
 * so that one whose transaction is gone is found too. One statement sees one state of them. Each line looks its account up (`offset 0`
 * keeps it so): joined, a chunk would have every account read.
 */
export async function checkTransactions(reader: Reader, afterId: string | null, limit: number): Promise<TransactionChunk> {
  const after = sql`${afterId ?? firstId}::uuid`
  const [row] = await rows<TransactionChunk>(
    reader,
    sql`with chunk as materialized (
          select id, kind, ref_id, occurred_at, posted_at, reverses_id, result from ledger.transactions where id > ${after} order by id limit ${limit}),
        -- The last chunk takes every line that is left. One value, so that the index on lines is walked between two ids.
        bound as materialized (
          select case when (select count(*) from chunk) < ${limit} then ${lastId}::uuid else (select id from chunk order by id desc limit 1) end as id),
        lines as materialized (
          select e.*, a.mode, a.unit as account_unit, c.posted_at as told_at, c.id is null as is_orphan
          from ledger.entries e left join lateral (select mode, unit from ledger.accounts where id = e.account_id offset 0) a on true left join chunk c on c.id = e.transaction_id
          where e.transaction_id > ${after} and e.transaction_id <= (select id from bound)),
        sums as materialized (
          select coalesce(c.id, e.transaction_id) as id, e.unit, coalesce(sum(e.amount), 0) as sum, count(e.n) as lines, c.id is null as is_orphan
          from chunk c full join lines e on e.transaction_id = c.id group by 1, e.unit, c.id is null),
        early as materialized (
          -- An id carries the milliseconds of the clock it was made by; a posting is of that time, or right after one of its accounts' last.
          select c.id from chunk c
          where date_trunc('milliseconds', c.posted_at) <> to_timestamp(('x' || lpad(replace(left(c.id::text, 13), '-', ''), 16, '0'))::bit(64)::bigint / 1000.0)
            and not exists (
              select 1 from ledger.entries e join ledger.entries p on p.account_id = e.account_id and p.posted_at = c.posted_at - interval '1 microsecond'
              where e.transaction_id = c.id and e.balance_after is not null)),
        found (equation, transaction_id, account_id, subject, expected, found) as (
          select 'a-transaction-balances', id, null::uuid, coalesce(unit, ''), '0 over at least 2 lines', sum || ' over ' || lines || case when is_orphan then ', no transaction' else '' end
          from sums where sum <> 0 or lines < 2 or is_orphan
          union all
          select 'a-line-is-its-accounts', transaction_id, case mode when 'running' then account_id end, 'line ' || n, coalesce(account_unit || ', ' || mode, 'an account'),
            unit || case when balance_after is null then ', system' else ', running' end
          from lines where account_unit is null or unit <> account_unit or (mode = 'system') <> (balance_after is null)
          union all
          select 'a-reversal-mirrors', c.id, null, 'reverses ' || coalesce(c.reverses_id::text, 'nothing'), 'the lines of one that is no reversal, negated', null
          from chunk c
          where (c.kind = 'ledger.reverse' or c.reverses_id is not null) and (
            c.kind <> 'ledger.reverse' or c.reverses_id is null or lower(c.ref_id) is distinct from c.reverses_id::text
            or not exists (select 1 from ledger.transactions o where o.id = c.reverses_id and not starts_with(o.kind, 'ledger.'))
            or exists (select 1 from ledger.entries e where e.transaction_id in (c.id, c.reverses_id) group by e.account_id, e.bucket having sum(e.amount) <> 0))
          union all
          select 'g-hold-is-its-journal', c.id, null, 'hold ' || coalesce(c.ref_id, ''), 'a hold', 'none'
          from chunk c
          where c.kind in ('ledger.hold', 'ledger.capture', 'ledger.release', 'ledger.refund')
            and not exists (select 1 from ledger.holds h where h.id = case when pg_input_is_valid(c.ref_id, 'uuid') then c.ref_id::uuid end)
          union all
          select 'e-lot-is-its-journal', e.transaction_id, case e.mode when 'running' then e.account_id end, 'lot ' || e.lot_id, 'a lot of the account', 'none'
          from lines e where e.lot_id is not null and not exists (select 1 from ledger.lots l where l.id = e.lot_id and l.account_id = e.account_id)
          union all
          select 'e-lot-is-its-journal', c.id, null, 'lot ' || coalesce(c.result -> 'newLot' ->> 'lotId', ''), 'a lot', 'none'
          from chunk c
          where c.kind = 'ledger.refund' and c.result ? 'newLot'
            and not exists (select 1 from ledger.lots l where l.id = case when pg_input_is_valid(c.result -> 'newLot' ->> 'lotId', 'uuid') then (c.result -> 'newLot' ->> 'lotId')::uuid end)
          union all
          select distinct 'i-posting-time', e.transaction_id, case e.mode when 'running' then e.account_id end, 'line ' || e.n, e.told_at::text, e.posted_at::text
          from lines e where e.posted_at <> e.told_at
          union all
          select 'i-posting-time', c.id, null, 'posted', 'the time its id was made, or right after a posting of its accounts', c.posted_at::text from early join chunk c using (id)
          union all
          select 'i-posting-time', c.id, null, 'occurred', 'at most 5 minutes ahead of ' || c.posted_at, c.occurred_at::text from chunk c where c.occurred_at > c.posted_at + interval '5 minutes'
          union all
          select 'a-transaction-balances', c.id, null, 'answer', c.id::text, c.result ->> 'transactionId' from chunk c where c.result ->> 'transactionId' is distinct from c.id::text),
        -- What concerns a transaction concerns every running account it moved.
        named as (
          select f.*, coalesce(f.account_id, l.account_id) as concerned from (select * from found limit 1000) f
          left join (select distinct transaction_id, account_id from lines where mode = 'running') l on f.account_id is null and l.transaction_id = f.transaction_id)
        select (select count(*) from chunk)::int as seen, (select id from chunk order by id desc limit 1) as last,
          coalesce((select jsonb_agg(jsonb_build_object('unit', unit, 'sum', sum::text)) from (select unit, sum(amount) as sum from lines group by unit) u), '[]') as sums,
          coalesce((select jsonb_agg(jsonb_build_object('equation', equation, 'accountId', concerned, 'subject', trim('transaction ' || transaction_id || ' ' || subject),
            'expected', expected, 'found', found)) from named), '[]') as findings`,
  )
  return row ?? { seen: 0, last: null, sums: [], findings: [] }
}
