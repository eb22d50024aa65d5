import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'
import { firstId, type CheckedChunk } from './check-queries.ts'

/**
 * Equations c to j for the next accounts in order of id, and beside the sums what they are sums of: each lot against the
 * holds that pin it and the lines that brought and took it, each hold against its transactions, each account against their
 * number. Sums alone are content when two wrong parts cancel. One statement sees one state, so nothing has to be locked. What belongs to an
 * account is looked up account by account (`offset 0` keeps it so): joined, a thousand accounts would have every line of the books read.
 */
export async function checkAccounts(
  reader: Reader,
  filter: { afterId: string | null; domain: string | undefined; now: Date; limit: number },
): Promise<CheckedChunk> {
  const overdue = new Date(filter.now.getTime() - 24 * 3_600_000).toISOString()
  const [row] = await rows<CheckedChunk & Record<string, unknown>>(
    reader,
    sql`with chunk as materialized (
          select id, owner_domain, mode, lots, available, held, version, last_posted_at from ledger.accounts
          where id > ${filter.afterId ?? firstId}::uuid and ${filter.domain === undefined ? sql`true` : sql`owner_domain = ${filter.domain}`} order by id limit ${filter.limit}),
        entry_sums as materialized (
          select account_id, coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held,
            min(transaction_id::text) filter (where balance_after is distinct from running) as first_jump,
            count(distinct transaction_id) as transactions, max(posted_at) as last_posted_at
          from (
            select e.account_id, e.transaction_id, e.bucket, e.amount, e.balance_after, e.posted_at,
              sum(e.amount) over (partition by e.account_id, e.bucket order by e.posted_at, e.transaction_id, e.n rows unbounded preceding) as running
            from chunk c cross join lateral (select * from ledger.entries where account_id = c.id and c.mode = 'running' offset 0) e) r
          group by account_id),
        lot_sums as materialized (
          select l.account_id, sum(l.free) as free, sum(l.held) as held
          from chunk c cross join lateral (select * from ledger.lots where account_id = c.id offset 0) l group by l.account_id),
        lot_rows as materialized (
          select l.id, l.account_id, c.lots as belongs, l.qty, l.held, l.spent, l.revoked, l.expires_at, o.qty as told_qty, x.revoked as told_revoked, p.held as told_held, p.captured, p.refunded,
            case when m.extensions > 0 then m.expires_at when pg_input_is_valid(o.result ->> 'expiresAt', 'timestamptz') then (o.result ->> 'expiresAt')::timestamptz
              when o.result ? 'expiresAt' then null else l.expires_at end as told_expires_at
          from chunk c cross join lateral (select * from ledger.lots where account_id = c.id offset 0) l
          left join lateral (
            select e.amount::text as qty, t.result from ledger.entries e join ledger.transactions t on t.id = e.transaction_id where e.lot_id = l.id and e.amount > 0
            union all
            select t.result -> 'newLot' ->> 'qty', t.result from ledger.transactions t where t.key = l.source_ref and t.kind = 'ledger.refund' and t.result -> 'newLot' ->> 'lotId' = l.id::text
            limit 1) o on true
          cross join lateral (select coalesce(-sum(e.amount), 0) as revoked from ledger.entries e where e.lot_id = l.id and e.amount < 0) x
          cross join lateral (
            select coalesce(sum(hl.qty) filter (where h.state = 'open'), 0) as held, coalesce(sum(hl.captured), 0) as captured, coalesce(sum(hl.refunded), 0) as refunded
            from ledger.hold_lots hl join ledger.holds h on h.id = hl.hold_id where hl.lot_id = l.id) p
          cross join lateral (
            select count(*) as extensions, case when not bool_or(n.after is null) then max(n.after) end as expires_at from ledger.lot_extensions n where n.lot_id = l.id) m),
        hold_rows as materialized (
          select h.*, c.lots, c.owner_domain from chunk c cross join lateral (select * from ledger.holds where account_id = c.id offset 0) h),
        hold_journal as materialized (
          select h.id, j.* from hold_rows h cross join lateral (
            select coalesce(sum(amount) filter (where bucket = 'held' and kind = 'ledger.hold'), 0) as pinned,
              coalesce(-sum(amount) filter (where bucket = 'held' and kind <> 'ledger.hold'), 0) as ended,
              coalesce(sum(amount) filter (where bucket = 'available' and kind in ('ledger.capture', 'ledger.release')), 0) as returned,
              coalesce(sum(amount) filter (where kind = 'ledger.refund'), 0) as refunded,
              max(posted_at) filter (where kind = 'ledger.hold') as opened_at, max(posted_at) filter (where kind in ('ledger.capture', 'ledger.release')) as ended_at
            from (
              select id, kind from ledger.transactions
              where key in (h.owner_domain || ':hold:' || h.id, h.owner_domain || ':capture:' || h.id, h.owner_domain || ':release:' || h.id)
              union all
              select id, kind from ledger.transactions where kind = 'ledger.refund' and ref_id = h.id::text) t
            join ledger.entries e on e.transaction_id = t.id and e.account_id = h.account_id) j),
        open_sums as (select account_id, sum(qty) as held from hold_rows where state = 'open' group by account_id),
        hold_sums as (
          select h.id, h.account_id, h.qty, h.captured, h.refunded, coalesce(sum(hl.qty), 0) as lots_qty, coalesce(sum(hl.captured), 0) as lots_captured, coalesce(sum(hl.refunded), 0) as lots_refunded,
            count(*) filter (where hl.lot_id is not null and l.id is null) as strange
          from hold_rows h left join lateral (select * from ledger.hold_lots where hold_id = h.id offset 0) hl on true left join lateral (select id from ledger.lots where id = hl.lot_id and account_id = h.account_id offset 0) l on true where h.lots group by h.id, h.account_id, h.qty, h.captured, h.refunded),
        snapshot_steps as (
          select s.account_id, s.day, s.available - coalesce(lag(s.available) over w, 0) as available, s.held - coalesce(lag(s.held) over w, 0) as held,
            coalesce((lag(s.day) over w + 1)::timestamp at time zone 'Asia/Kolkata', '-infinity') as opened, (s.day + 1)::timestamp at time zone 'Asia/Kolkata' as closed
          from chunk c cross join lateral (select * from ledger.snapshots where account_id = c.id offset 0) s window w as (partition by s.account_id order by s.day)),
        findings (equation, account_id, subject, expected, found) as (
          select 'c-available-is-entries', c.id, 'available', coalesce(e.available, 0)::text, c.available::text
          from chunk c left join entry_sums e on e.account_id = c.id where c.mode = 'running' and c.available <> coalesce(e.available, 0)
          union all
          select 'd-held-is-entries-holds-lots', c.id, 'held', c.held::text, coalesce(e.held, 0) || ' entries, ' || coalesce(o.held, 0) || ' open holds' || case when c.lots then ', ' || coalesce(l.held, 0) || ' lots' else '' end
          from chunk c left join entry_sums e on e.account_id = c.id left join open_sums o on o.account_id = c.id left join lot_sums l on l.account_id = c.id
          where c.mode = 'running' and (c.held <> coalesce(e.held, 0) or c.held <> coalesce(o.held, 0) or (c.lots and c.held <> coalesce(l.held, 0)))
          union all
          select 'c-version-counts-transactions', c.id, 'version', coalesce(e.transactions, 0) || ', last at ' || coalesce(e.last_posted_at::text, 'no time'), c.version || ', last at ' || coalesce(c.last_posted_at::text, 'no time')
          from chunk c left join entry_sums e on e.account_id = c.id
          where c.version <> coalesce(e.transactions, 0) or c.last_posted_at is distinct from e.last_posted_at
          union all
          select 'd-lot-is-its-holds', account_id, 'lot ' || id, told_held || ' held, ' || (captured - refunded) || ' to ' || captured || ' spent', held || ' held, ' || spent || ' spent'
          from lot_rows where held <> told_held or spent not between captured - refunded and captured
          union all
          select 'e-lot-is-its-journal', account_id, 'lot ' || id, coalesce(told_qty, 'nothing') || ', ' || told_revoked || ' revoked, expires ' || coalesce(told_expires_at::text, 'never'),
            qty || ', ' || revoked || ' revoked, expires ' || coalesce(expires_at::text, 'never')
          from lot_rows where not belongs or told_qty is distinct from qty::text or revoked <> told_revoked or expires_at is distinct from told_expires_at
          union all
          select 'g-hold-is-its-journal', h.account_id, 'hold ' || h.id,
            j.pinned || ' pinned, ' || j.ended || ' ended, ' || (j.ended - j.returned) || ' captured, ' || j.refunded || ' refunded, ' || coalesce(j.opened_at::text, 'never') || ' to ' || coalesce(j.ended_at::text, 'now'),
            h.qty || ' ' || h.state || ', ' || h.captured || ' captured, ' || h.refunded || ' refunded, ' || h.opened_at || ' to ' || coalesce(h.ended_at::text, 'now')
          from hold_rows h join hold_journal j using (id)
          where h.qty <> j.pinned or j.ended <> case h.state when 'open' then 0 else h.qty end or h.captured <> j.ended - j.returned or h.refunded <> j.refunded
            or h.opened_at is distinct from j.opened_at or h.ended_at is distinct from j.ended_at
          union all
          select 'e-available-is-free-lots', c.id, 'available', coalesce(l.free, 0)::text, c.available::text
          from chunk c left join lot_sums l on l.account_id = c.id where c.lots and c.available <> coalesce(l.free, 0)
          union all
          select 'f-hold-is-its-lots', account_id, 'hold ' || id, qty::text, lots_qty || case when strange > 0 then ', ' || strange || ' lots that are not the account''s' else '' end from hold_sums where qty <> lots_qty or strange > 0
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
