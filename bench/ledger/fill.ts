import pg from 'pg'

export interface Size {
  readonly accounts: number
  /** Of each account. */
  readonly moves: number
  /** More of the first account. */
  readonly hot: number
  /** Of the first wallet; the others have five. */
  readonly lots: number
}
/** When the first of them moved; the last is a year later. */
export const start = '2025-11-23T00:00:00Z'
const startMs = Date.parse(start)
const dayMs = 86_400_000

/**
 * Books of a size, whole in every equation of the proof: accounts that moved over 300 days, one of them much more often, wallets
 * with lots, and a close for each day an account moved on. Indexes of lines and transactions are made afterwards, as a restore does.
 */
export async function fillBooks(url: string, { accounts, moves, hot, lots }: Size): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const secondary = `from pg_indexes join pg_index on indexrelid = format('%I.%I', schemaname, indexname)::regclass
    where schemaname = 'ledger' and tablename in ('transactions', 'entries') and not exists (select 1 from pg_constraint where conindid = indexrelid)`
  try {
    await client.query(`set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '512MB';
set max_parallel_maintenance_workers = 0;
create schema filled;
create function filled.uid(kind int, n bigint) returns uuid immutable parallel safe language sql as $$ select (lpad(to_hex(kind), 8, '0') || '000070008000' || lpad(to_hex(n), 12, '0'))::uuid $$;
create function filled.at(ms bigint, n bigint) returns uuid immutable parallel safe language sql as $$ select (lpad(to_hex(ms), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid $$;
create function filled.moved(at timestamptz, n bigint) returns uuid immutable parallel safe language sql as $$ select filled.at((extract(epoch from at) * 1000)::bigint, n) $$;
insert into ledger.units values ('BENCH_SIZE', 0, 'bench');
insert into ledger.accounts (id, unit, owner_domain, owner_kind, owner_id, name, mode, floor, lots)
select filled.uid(1, n), 'BENCH_SIZE', 'bench', 'system', 'bench', name, 'system', 'none', false from unnest('{issuance,redeemed,expired}'::text[]) with ordinality s(name, n);
insert into ledger.accounts (id, unit, owner_domain, owner_kind, owner_id, name, mode, floor, lots, available, held, version, last_posted_at)
select filled.uid(2, a), 'BENCH_SIZE', 'bench', 'user', a::text, 'points', 'running', 'zero', false, ${moves} + case a when 0 then ${hot} else 0 end, 0, ${moves} + case a when 0 then ${hot} else 0 end, null
from generate_series(0, ${accounts} - 1) a;

create unlogged table filled.moves as
select a, j, 'epoch'::timestamptz + ms * interval '1 millisecond' as at, filled.at(ms, a) as id, filled.uid(2, a) as account
from (select a, j, ${startMs} + (j * ${(300 * dayMs) / moves}::float8 + a * ${(300 * dayMs) / moves / accounts}::float8)::bigint as ms from generate_series(0, ${moves} - 1) j, generate_series(0, ${accounts} - 1) a) m;
insert into filled.moves select 0, j, 'epoch'::timestamptz + ms * interval '1 millisecond', filled.at(ms, 0), filled.uid(2, 0)
from (select ${moves} + i as j, ${startMs} + ${300 * dayMs} + ((i + 1) * ${(60 * dayMs) / (hot + 1)}::float8)::bigint as ms from generate_series(0, ${hot} - 1) i) m;`)
    const found = await client.query<{ name: string; definition: string }>(
      `select format('%I.%I', schemaname, indexname) as name, indexdef as definition ${secondary}`,
    )
    for (const { name } of found.rows) await client.query(`drop index ${name}`)
    // Emptied in the transaction that fills them: a server that logs no more than it must writes neither lines nor indexes twice.
    await client.query(`truncate ledger.entries, ledger.hold_lots, ledger.holds, ledger.lot_extensions, ledger.lots, ledger.transactions;
alter table ledger.entries drop constraint entries_pkey;
insert into ledger.transactions (id, key, body_hash, kind, owner_domain, occurred_at, posted_at, actor, result)
select id, 'bench:filled:' || a || ':' || j, 'x', 'bench.move', 'bench', at, at, 'system:bench', jsonb_build_object('transactionId', id) from filled.moves;
insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at, balance_after)
select m.id, l.n, coalesce(l.account, m.account), 'BENCH_SIZE', 'available', l.amount, m.at, case l.n when 2 then m.j + 1 end
from filled.moves m, (select 1 as n, filled.uid(1, 1) as account, -1 as amount union all select 2, null, 1) l;
update ledger.accounts u set last_posted_at = m.at from (select account, max(at) as at from filled.moves group by account) m where u.id = m.account;

insert into ledger.accounts (id, unit, owner_domain, owner_kind, owner_id, name, mode, floor, lots, available, held, version, last_posted_at)
select filled.uid(3, w), 'BENCH_SIZE', 'bench', 'user', w::text, 'wallet', 'running', 'zero', true, k * 10, 0, k, '${start}'::timestamptz + interval '361 days' + k * interval '1 millisecond'
from (select w, case w when 0 then ${lots} else 5 end as k from generate_series(0, ${accounts} / 50 - 1) w) s;
create unlogged table filled.grants as
select w, k, '${start}'::timestamptz + interval '361 days' + k * interval '1 millisecond' as at, '${start}'::timestamptz + interval '500 days' + ((k * 7919) % 100000) * interval '1 minute' as expires_at
from (select w, generate_series(1, case w when 0 then ${lots} else 5 end) as k from generate_series(0, ${accounts} / 50 - 1) w) s;
insert into ledger.transactions (id, key, body_hash, kind, owner_domain, occurred_at, posted_at, actor, result)
select filled.moved(at, 100000000000 + w), 'bench:lot:' || w || ':' || k, 'x', 'ledger.add-lot', 'bench', at, at, 'system:bench',
  jsonb_build_object('transactionId', filled.moved(at, 100000000000 + w), 'lotId', filled.uid(100 + k, w), 'expiresAt', expires_at) from filled.grants;
insert into ledger.lots (id, account_id, qty, rank, expires_at, added_at, source, source_ref) select filled.uid(100 + k, w), filled.uid(3, w), 10, 0, expires_at, at, 'bench', k::text from filled.grants;
insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at, balance_after, lot_id)
select filled.moved(g.at, 100000000000 + g.w), l.n, l.account, 'BENCH_SIZE', 'available', l.amount, g.at, l.after, l.lot
from filled.grants g, lateral (values (1, filled.uid(1, 1), -10, null, null), (2, filled.uid(3, g.w), 10, g.k * 10, filled.uid(100 + g.k, g.w))) l(n, account, amount, after, lot);
alter table ledger.entries add constraint entries_pkey primary key (transaction_id, n);`)
    for (const { definition } of found.rows) await client.query(definition)
    await client.query(`insert into ledger.snapshots (account_id, day, available, held)
select account, (at at time zone 'Asia/Kolkata')::date, max(j) + 1, 0 from filled.moves where (at at time zone 'Asia/Kolkata')::date < (('${start}'::timestamptz + interval '355 days') at time zone 'Asia/Kolkata')::date group by 1, 2;
insert into ledger.snapshots (account_id, day, available, held)
select filled.uid(1, 1), day, sum(-n) over (order by day), 0 from (select (at at time zone 'Asia/Kolkata')::date as day, count(*) as n from filled.moves where (at at time zone 'Asia/Kolkata')::date < (('${start}'::timestamptz + interval '355 days') at time zone 'Asia/Kolkata')::date group by 1) d;
drop schema filled cascade;
reset session_replication_role;
analyze ledger.accounts, ledger.transactions, ledger.entries, ledger.lots, ledger.snapshots, ledger.holds, ledger.hold_lots;`)
  } finally {
    await client.end()
  }
}
