-- Hold, capture and release again, written for their usual case (docs/decisions/0038-one-writing-statement.md). What they promise
-- is what it was; they send fewer statements while the account is locked, and none whose cost grows with the lots of the account.
--
-- The shape of both: find and lock (one row), answer a repeat, walk the lots only as far as needed, refuse, then one
-- statement that writes everything. Lots are walked along `lots_spend_idx`, which has their order: with `coalesce` instead of
-- `is null or` no plan can collect the never expiring lots of all accounts first.

-- Pins an amount: for an account with lots, of the unexpired ones in spend order (earliest expiry first, null last, then
-- lower rank, then older lot).
create or replace function ledger.hold(tx ledger.head, hold ledger.wanted_hold) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
  set enable_bitmapscan = off set enable_sort = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  wallet ledger.accounts;
  lot record;
  missing bigint := hold.qty;
  lot_ids uuid[] := '{}';
  takes bigint[] := '{}';
  picked jsonb := '[]';
  posted timestamptz;
  answer jsonb;
begin
  select * into wallet from ledger.accounts where id = hold.account_id and owner_domain = tx.owner_domain and mode = 'running' for no key update;
  if not found then
    return jsonb_build_object('account', hold.account_id, 'refused',
      case when exists (select 1 from ledger.accounts where id = hold.account_id and owner_domain = tx.owner_domain) then 'account-mismatch' else 'account-not-found' end);
  end if;
  if exists (select 1 from ledger.transactions where key = tx.key) then return ledger.replay_of(tx); end if;
  if wallet.frozen_at is not null then return jsonb_build_object('refused', 'account-frozen', 'account', wallet.id); end if;

  if wallet.lots then
    for lot in
      select l.id, l.free from ledger.lots l
      where l.account_id = wallet.id and l.has_free and coalesce(l.expires_at, 'infinity') > clock
      order by l.expires_at, l.rank, l.id
    loop
      lot_ids := lot_ids || lot.id;
      takes := takes || least(lot.free, missing);
      picked := picked || jsonb_build_object('lotId', lot.id, 'qty', least(lot.free, missing));
      missing := missing - least(lot.free, missing);
      exit when missing = 0;
    end loop;
  else
    missing := greatest(0, hold.qty - case wallet.floor when 'zero' then wallet.available else wallet.available + 9007199254740991 end);
  end if;
  if missing > 0 then
    return jsonb_build_object('refused', case when wallet.floor = 'zero' then 'insufficient' else 'amount-out-of-range' end, 'account', wallet.id, 'missing', missing);
  end if;
  if wallet.held + hold.qty > 9007199254740991 then return jsonb_build_object('refused', 'amount-out-of-range', 'account', wallet.id); end if;

  posted := greatest(clock, wallet.last_posted_at + interval '1 microsecond');
  answer := jsonb_build_object('transactionId', tx.id, 'holdId', hold.id, 'lots', picked);
  with written as (
    insert into ledger.transactions (id, key, body_hash, kind, owner_domain, reason, ref_type, ref_id, occurred_at, posted_at, actor, result)
    values (tx.id, tx.key, tx.body_hash, tx.kind, tx.owner_domain, tx.reason, tx.ref_type, tx.ref_id, tx.occurred_at, posted, tx.actor, answer)
  ), entered as (
    insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at, balance_after)
    values (tx.id, 1, wallet.id, wallet.unit, 'available', -hold.qty, posted, wallet.available - hold.qty),
      (tx.id, 2, wallet.id, wallet.unit, 'held', hold.qty, posted, wallet.held + hold.qty)
  ), opened as (
    insert into ledger.holds (id, account_id, qty, purpose, body_hash, opened_at, expires_at, meta)
    values (hold.id, wallet.id, hold.qty, hold.purpose, tx.body_hash, posted, hold.expires_at, hold.meta)
  ), pinned as (
    insert into ledger.hold_lots (hold_id, lot_id, qty) select hold.id, p.lot, p.take from unnest(lot_ids, takes) p(lot, take)
  ), taken as (
    update ledger.lots l set held = l.held + p.take from unnest(lot_ids, takes) p(lot, take) where l.id = p.lot
  )
  update ledger.accounts set available = available - hold.qty, held = held + hold.qty, version = version + 1, last_posted_at = posted where id = wallet.id;
  return answer;
end $$;

-- Ends a hold: `wanted` of it (null: all) goes to `target`, the rest back to its lots; 0 releases. What comes back to a
-- lot past its expiry expires at once, as a second transaction. The key of `tx` names the hold and how it ends, so a
-- repeat of the winner finds its answer.
create or replace function ledger.end_hold(tx ledger.head, hold_id uuid, wanted bigint, target uuid, expiry_id uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
  set enable_bitmapscan = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  wallet ledger.accounts;
  goal ledger.accounts;
  hold ledger.holds;
  pin record;
  taken bigint;
  returned bigint;
  rest bigint;
  late bigint := 0;
  lot_ids uuid[] := '{}';
  pins bigint[] := '{}';
  takes bigint[] := '{}';
  lates bigint[] := '{}';
  answer jsonb;
begin
  select h.account_id into hold.account_id from ledger.holds h where h.id = hold_id;
  if target is not null then
    select * into goal from ledger.accounts where id = target and (owner_domain = tx.owner_domain or meta -> 'accepts' ? tx.owner_domain);
    -- Two running accounts are locked lowest id first, as everywhere, and read again under their lock.
    if goal.mode = 'running' then
      perform ledger.lock_accounts(array[hold.account_id, target], clock);
      select * into goal from ledger.accounts where id = target;
    end if;
  end if;
  select * into wallet from ledger.accounts where id = hold.account_id and owner_domain = tx.owner_domain for no key update;
  if not found then return '{"refused": "hold-not-found"}'; end if;
  select * into hold from ledger.holds h where h.id = hold_id;
  if hold.state <> 'open' then
    answer := ledger.replay_of(tx);
    if answer is null or answer ? 'refused' then return jsonb_build_object('refused', 'hold-closed', 'state', hold.state); end if;
    return answer;
  end if;
  taken := coalesce(wanted, hold.qty);
  returned := hold.qty - taken;
  if taken > hold.qty then return jsonb_build_object('refused', 'exceeds-hold', 'qty', hold.qty); end if;
  if target = wallet.id then return jsonb_build_object('refused', 'account-mismatch', 'account', target); end if;
  -- A release is allowed on a frozen account and concerns no other, so it has nothing to be refused for. Nor has the usual
  -- capture, out of an open account to a system account of its unit; any other is looked at line by line.
  if taken > 0 and (goal.mode is distinct from 'system' or goal.unit <> wallet.unit or wallet.frozen_at is not null or wallet.available + returned > 9007199254740991) then
    answer := ledger.refusal_of(tx.owner_domain, array[row(wallet.id, 'held', -hold.qty, null)::ledger.line, row(target, 'available', taken, null)::ledger.line,
      row(wallet.id, 'available', returned, null)::ledger.line], wallet.id);
    if answer is not null then return answer; end if;
  end if;

  rest := taken;
  for pin in
    select hl.lot_id, hl.qty, coalesce(l.expires_at <= clock, false) as is_late
    from ledger.hold_lots hl join ledger.lots l on l.id = hl.lot_id where hl.hold_id = hold.id
    order by l.expires_at, l.rank, l.id
  loop
    lot_ids := lot_ids || pin.lot_id;
    pins := pins || pin.qty;
    takes := takes || least(pin.qty, rest);
    lates := lates || case when pin.is_late then pin.qty - least(pin.qty, rest) else 0 end;
    if pin.is_late then late := late + pin.qty - least(pin.qty, rest); end if;
    rest := rest - least(pin.qty, rest);
  end loop;

  tx.posted_at := greatest(clock, wallet.last_posted_at + interval '1 microsecond', goal.last_posted_at + interval '1 microsecond');
  answer := jsonb_build_object('transactionId', tx.id, 'captured', taken, 'returned', returned, 'expired', late);
  with written as (
    insert into ledger.transactions (id, key, body_hash, kind, owner_domain, reason, ref_type, ref_id, occurred_at, posted_at, actor, result)
    values (tx.id, tx.key, tx.body_hash, tx.kind, tx.owner_domain, tx.reason, tx.ref_type, tx.ref_id, tx.occurred_at, tx.posted_at, tx.actor, answer)
  ), entered as (
    insert into ledger.entries (transaction_id, n, account_id, unit, bucket, amount, posted_at, balance_after)
    select tx.id, l.n, l.account, l.unit, l.bucket, l.amount, tx.posted_at, l.after
    from (values (1, wallet.id, wallet.unit, 'held', -hold.qty, wallet.held - hold.qty), (2, goal.id, goal.unit, 'available', taken, goal.available + taken),
      (3, wallet.id, wallet.unit, 'available', returned, wallet.available + returned)) l(n, account, unit, bucket, amount, after)
    where l.amount <> 0
  ), ended as (
    update ledger.holds set state = case when taken > 0 then 'captured' else 'released' end, captured = taken, ended_at = tx.posted_at where id = hold.id
  ), part as (
    select * from unnest(lot_ids, pins, takes, lates) p(lot, qty, taken, late)
  ), noted as (
    update ledger.hold_lots hl set captured = p.taken from part p where hl.hold_id = hold.id and hl.lot_id = p.lot and p.taken > 0
  ), given_back as (
    update ledger.lots l set held = l.held - p.qty, spent = l.spent + p.taken, expired = l.expired + p.late from part p where l.id = p.lot
  ), received as (
    -- Only where the target is a running account; `goal` is null in a release, and a system account has nothing to move.
    update ledger.accounts set available = available + taken, version = version + 1, last_posted_at = tx.posted_at
    where id = case goal.mode when 'running' then goal.id end
  )
  update ledger.accounts set available = available + returned, held = held - hold.qty, version = version + 1, last_posted_at = tx.posted_at where id = wallet.id;
  if late > 0 then perform ledger.expire_returned(tx, hold, late, expiry_id); end if;
  return answer;
end $$;

-- At commit each transaction is looked at twice instead of once for itself and once for every line: a transaction has a
-- line 1 and a line beside it, and every other line has the whole transaction added up. A line that somebody adds to
-- a transaction of old cannot be its line 1, because that one exists.
create or replace function ledger.require_lines() returns trigger language plpgsql as $$
begin
  if not (select count(*) > 1 and count(*) filter (where n = 1) = 1 from ledger.entries where transaction_id = new.id) then
    raise exception 'ledger_unbalanced' using errcode = '23514', constraint = 'entries_balance_chk', table = 'transactions', schema = 'ledger';
  end if;
  if clock_timestamp() - transaction_timestamp() > interval '60 seconds' then
    raise exception 'ledger_transaction_too_long' using errcode = '57014';
  end if;
  return null;
end $$;
drop trigger entries_balance on ledger.entries; -- contract: put back below, for fewer lines
create constraint trigger entries_balance after insert on ledger.entries deferrable initially deferred
  for each row when (new.n <> 1) execute function ledger.require_balance();
