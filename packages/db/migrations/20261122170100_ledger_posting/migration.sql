-- How these functions are written and why they are functions: docs/decisions/0019-ledger-sql.md.
-- Each is one operation and answers jsonb: what it did, or {"refused": code, ...} having written nothing.
-- `tx` arrives with `posted_at` holding the caller's clock. Statements are few, because each costs more than its rows. Every row is
-- reached by its key, whatever the tables' statistics say: a plan made while they were small would otherwise read all
-- accounts for two lines, and, as two lines look cheaper than an unknown number, each call would be planned anew.

-- A transaction about to be written; a type of its own, so that a column added to the table breaks no caller.
create type ledger.head as (
  id uuid, key text, body_hash text, kind text, owner_domain text, reason text, ref_type text, ref_id text,
  occurred_at timestamptz, posted_at timestamptz, actor text, reverses_id uuid, result jsonb);
create type ledger.line as (account uuid, bucket text, amount bigint, lot uuid);

-- Locks the running ones of these accounts, lowest id first, and answers the posting time: the clock, or just after the
-- last posting of any of them, so that posting times order the entries of an account.
create function ledger.lock_accounts(ids uuid[], clock timestamptz) returns timestamptz language plpgsql as $$
declare last_posted timestamptz;
begin
  select max(l.last_posted_at) into last_posted
  from (select last_posted_at from ledger.accounts where id = any(ids) and mode = 'running' order by id for no key update) l;
  return greatest(clock, last_posted + interval '1 microsecond');
end $$;

-- What the first call with this key answered; null when the key is new. Asked after the locks are held: a second call
-- that waited for the first one must find it.
create function ledger.replay_of(tx ledger.head) returns jsonb language plpgsql as $$
begin
  return (
    select case when t.body_hash = tx.body_hash then t.result || '{"replayed": true}' else '{"refused": "idempotency-mismatch"}' end
    from ledger.transactions t where t.key = tx.key);
end $$;

-- Why these lines cannot be posted by `domain`; null when they can. Only `wallet` may be an account with lots, because
-- an amount in such an account must belong to a lot.
create function ledger.refusal_of(domain text, lines ledger.line[], wallet uuid default null) returns jsonb language plpgsql as $$
declare answer jsonb;
begin
  select jsonb_strip_nulls(jsonb_build_object('refused', r.code, 'account', r.account,
    'missing', case when r.code = 'insufficient' then -r.after_available end)) into answer
  from (
    select n.account, n.after_available, case
        when n.unit is null then 'account-not-found'
        when n.lots and n.account is distinct from wallet then 'account-mismatch'
        when n.total <> 0 then 'unbalanced'
        when n.unit_total <> 0 then 'unit-mismatch'
        when n.frozen and n.takes then 'account-frozen'
        when n.floor = 'zero' and n.after_available < 0 then 'insufficient'
        when abs(n.after_available) > 9007199254740991 or n.after_held > 9007199254740991 then 'amount-out-of-range'
      end as code
    from (
      select l.account, a.unit, a.lots, a.floor, a.frozen_at is not null as frozen, min(l.amount) < 0 as takes,
        a.available + coalesce(sum(l.amount) filter (where l.bucket = 'available'), 0) as after_available,
        a.held + coalesce(sum(l.amount) filter (where l.bucket = 'held'), 0) as after_held,
        sum(sum(l.amount)) over () as total, sum(sum(l.amount)) over (partition by a.unit) as unit_total
      from unnest(lines) l
      left join ledger.accounts a on a.id = l.account and (a.owner_domain = domain or a.meta -> 'accepts' ? domain)
      where l.amount <> 0
      group by l.account, a.id) n) r
  where r.code is not null
  order by array_position('{account-not-found,account-mismatch,unbalanced,unit-mismatch,account-frozen,insufficient,amount-out-of-range}', r.code), r.account
  limit 1;
  return answer;
end $$;

-- Writes the transaction with its lines, zero ones left out, and moves the balances of running accounts, which the caller
-- has locked. False when the key exists: only calls that share no locked account can meet there.
create function ledger.try_book(tx ledger.head, lines ledger.line[]) returns boolean language plpgsql as $$
declare is_new boolean;
begin
  with written as (
    insert into ledger.transactions (id, key, body_hash, kind, owner_domain, reason, ref_type, ref_id, occurred_at, posted_at, actor, reverses_id, result)
    values (tx.id, tx.key, tx.body_hash, tx.kind, tx.owner_domain, tx.reason, tx.ref_type, tx.ref_id, tx.occurred_at, tx.posted_at, tx.actor, tx.reverses_id, tx.result)
    on conflict on constraint transactions_key_key do nothing returning id
  ), line as (
    select w.id as transaction_id, l.n, a.id as account_id, a.unit, a.mode, l.bucket, l.amount, l.lot,
      case l.bucket when 'held' then a.held else a.available end + sum(l.amount) over (partition by a.id, l.bucket order by l.n) as balance_after
    from written w cross join unnest(lines) with ordinality as l(account, bucket, amount, lot, n) join ledger.accounts a on a.id = l.account
    where l.amount <> 0
  ), entered as (
    insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, lot_id, posted_at, balance_after)
    select transaction_id, n, account_id, unit, bucket, amount, lot, tx.posted_at, balance_after from line
  ), moved as (
    update ledger.accounts a
    set available = a.available + d.available, held = a.held + d.held, version = a.version + 1, last_posted_at = tx.posted_at
    from (
      select account_id, coalesce(sum(amount) filter (where bucket = 'available'), 0) as available, coalesce(sum(amount) filter (where bucket = 'held'), 0) as held
      from line where mode = 'running' group by account_id) d
    where a.id = d.account_id
  )
  select exists (select 1 from written) into is_new;
  return is_new;
end $$;

-- For operations that hold the lock of the account their body names: who used the key meanwhile did so for another
-- account, which is another body.
create function ledger.book(tx ledger.head, lines ledger.line[]) returns void language plpgsql as $$
begin
  if not ledger.try_book(tx, lines) then
    raise exception 'ledger_key_used' using errcode = '23505', constraint = 'transactions_key_key', table = 'transactions', schema = 'ledger';
  end if;
end $$;

-- Opens an account, or finds the one its owner already has. An account with lots needs somewhere to book what expires
-- in it: the domain's system account `expired` of that unit is opened with it.
create function ledger.open_account(wanted ledger.accounts, expired_id uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare a ledger.accounts;
begin
  loop
    select * into a from ledger.accounts
    where owner_domain = wanted.owner_domain and owner_kind = wanted.owner_kind and owner_id = wanted.owner_id
      and name = wanted.name and unit = wanted.unit;
    exit when found;
    insert into ledger.accounts values (wanted.*) on conflict on constraint accounts_owner_key do nothing;
    if wanted.lots then
      insert into ledger.accounts (id, unit, owner_domain, owner_kind, owner_id, name, mode, floor, lots)
      values (expired_id, wanted.unit, wanted.owner_domain, 'system', wanted.owner_domain, 'expired', 'system', 'none', false)
      on conflict on constraint accounts_owner_key do nothing;
    end if;
  end loop;
  if (a.mode, a.floor, a.lots) is distinct from (wanted.mode, wanted.floor, wanted.lots) then
    return jsonb_build_object('refused', 'account-mismatch', 'account', a.id);
  end if;
  -- Who else may post to it is declared in code, so the code of today wins.
  if a.meta is distinct from wanted.meta then update ledger.accounts set meta = wanted.meta where id = a.id; end if;
  return jsonb_build_object('accountId', a.id);
end $$;

create function ledger.post(tx ledger.head, wanted jsonb) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  lines ledger.line[];
  answer jsonb;
begin
  select array_agg(row((l.line ->> 'account')::uuid, 'available', (l.line ->> 'amount')::bigint, null)::ledger.line order by l.n) into lines
  from jsonb_array_elements(wanted) with ordinality as l(line, n);
  tx.posted_at := ledger.lock_accounts(array(select account from unnest(lines)), tx.posted_at);
  answer := coalesce(ledger.replay_of(tx), ledger.refusal_of(tx.owner_domain, lines));
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id);
  if not ledger.try_book(tx, lines) then return ledger.replay_of(tx); end if;
  return tx.result || '{"replayed": false}';
end $$;

-- The mirror image of a posted transaction. Kinds beginning with `ledger.` are the ledger's own: holds and lots have
-- their own undo, and a reversal is not reversed.
create function ledger.reverse(tx ledger.head) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  original ledger.transactions;
  lines ledger.line[];
  answer jsonb;
begin
  select * into original from ledger.transactions where id = tx.reverses_id and owner_domain = tx.owner_domain;
  if not found then return '{"refused": "transaction-not-found"}'; end if;
  if starts_with(original.kind, 'ledger.') then return '{"refused": "not-reversible"}'; end if;
  select array_agg(row(account_id, bucket, -amount, null)::ledger.line order by n) into lines
  from ledger.entries where transaction_id = original.id;
  tx.posted_at := ledger.lock_accounts(array(select account from unnest(lines)), tx.posted_at);
  answer := ledger.replay_of(tx);
  if answer is null and exists (select 1 from ledger.transactions where reverses_id = original.id) then
    answer := '{"refused": "already-reversed"}';
  end if;
  answer := coalesce(answer, ledger.refusal_of(tx.owner_domain, lines));
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id);
  if not ledger.try_book(tx, lines) then return ledger.replay_of(tx); end if;
  return tx.result || '{"replayed": false}';
end $$;
