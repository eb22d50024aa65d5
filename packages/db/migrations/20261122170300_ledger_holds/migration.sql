-- Pins an amount: for an account with lots, of the unexpired ones in spend order (earliest expiry first, null last, then
-- lower rank, then older lot).
create type ledger.wanted_hold as (id uuid, account_id uuid, qty bigint, purpose text, expires_at timestamptz, meta jsonb);
create function ledger.hold(tx ledger.head, hold ledger.wanted_hold) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  wallet ledger.accounts;
  spendable bigint;
  lot_ids uuid[];
  takes bigint[];
  picked jsonb;
  answer jsonb;
begin
  select * into wallet from ledger.accounts where id = hold.account_id and owner_domain = tx.owner_domain and mode = 'running' for no key update;
  if not found then
    return jsonb_build_object('account', hold.account_id, 'refused',
      case when exists (select 1 from ledger.accounts where id = hold.account_id and owner_domain = tx.owner_domain) then 'account-mismatch' else 'account-not-found' end);
  end if;
  answer := ledger.replay_of(tx);
  if answer is not null then return answer; end if;
  if wallet.frozen_at is not null then return jsonb_build_object('refused', 'account-frozen', 'account', wallet.id); end if;

  if wallet.lots then
    select array_agg(f.id) filter (where f.before < hold.qty), array_agg(least(f.free, hold.qty - f.before)) filter (where f.before < hold.qty),
      jsonb_agg(jsonb_build_object('lotId', f.id, 'qty', least(f.free, hold.qty - f.before)) order by f.before) filter (where f.before < hold.qty),
      coalesce(sum(f.free), 0) into lot_ids, takes, picked, spendable
    from (
      select l.id, l.free, (sum(l.free) over (order by l.expires_at, l.rank, l.id))::bigint - l.free as before
      from ledger.lots l
      where l.account_id = wallet.id and l.has_free and (l.expires_at is null or l.expires_at > clock)) f;
  else
    spendable := case wallet.floor when 'zero' then wallet.available else wallet.available + 9007199254740991 end;
  end if;
  if spendable < hold.qty then
    return jsonb_build_object('refused', case when wallet.floor = 'zero' then 'insufficient' else 'amount-out-of-range' end, 'account', wallet.id, 'missing', hold.qty - spendable);
  end if;
  if wallet.held + hold.qty > 9007199254740991 then return jsonb_build_object('refused', 'amount-out-of-range', 'account', wallet.id); end if;

  tx.posted_at := greatest(clock, wallet.last_posted_at + interval '1 microsecond');
  tx.result := jsonb_build_object('transactionId', tx.id, 'holdId', hold.id, 'lots', coalesce(picked, '[]'));
  perform ledger.book(tx, array[row(wallet.id, 'available', -hold.qty, null)::ledger.line, row(wallet.id, 'held', hold.qty, null)::ledger.line]);
  with opened as (
    insert into ledger.holds (id, account_id, qty, purpose, body_hash, opened_at, expires_at, meta)
    values (hold.id, wallet.id, hold.qty, hold.purpose, tx.body_hash, tx.posted_at, hold.expires_at, hold.meta) returning id
  ), pinned as (
    insert into ledger.hold_lots (hold_id, lot_id, qty) select o.id, p.lot, p.take from opened o cross join unnest(lot_ids, takes) p(lot, take)
  )
  update ledger.lots l set held = l.held + p.take from unnest(lot_ids, takes) p(lot, take) where l.id = p.lot;
  return tx.result;
end $$;

-- Ends a hold: `wanted` of it (null: all) goes to `target`, the rest back to its lots; 0 releases. What comes back to a
-- lot past its expiry expires at once, as a second transaction. The key of `tx` names the hold and how it ends, so a
-- repeat of the winner finds its answer.
create function ledger.end_hold(tx ledger.head, hold_id uuid, wanted bigint, target uuid, expiry_id uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  hold ledger.holds;
  taken bigint;
  late bigint;
  lot_ids uuid[];
  pins bigint[];
  takes bigint[];
  lates bigint[];
  lines ledger.line[];
  answer jsonb;
begin
  select h.* into hold from ledger.holds h join ledger.accounts a on a.id = h.account_id where h.id = hold_id and a.owner_domain = tx.owner_domain;
  if not found then return '{"refused": "hold-not-found"}'; end if;
  tx.posted_at := ledger.lock_accounts(array[hold.account_id, target], clock);
  select * into hold from ledger.holds h where h.id = hold_id;
  if hold.state <> 'open' then
    answer := ledger.replay_of(tx);
    if answer is null or answer ? 'refused' then return jsonb_build_object('refused', 'hold-closed', 'state', hold.state); end if;
    return answer;
  end if;
  taken := coalesce(wanted, hold.qty);
  if taken > hold.qty then return jsonb_build_object('refused', 'exceeds-hold', 'qty', hold.qty); end if;
  lines := array[row(hold.account_id, 'held', -hold.qty, null)::ledger.line, row(target, 'available', taken, null)::ledger.line,
    row(hold.account_id, 'available', hold.qty - taken, null)::ledger.line];
  -- A release is allowed on a frozen account and concerns no other, so it has nothing to be refused for.
  if taken > 0 then answer := ledger.refusal_of(tx.owner_domain, lines, hold.account_id); end if;
  if target = hold.account_id then answer := jsonb_build_object('refused', 'account-mismatch', 'account', target); end if;
  if answer is not null then return answer; end if;

  select array_agg(p.lot_id), array_agg(p.qty), array_agg(p.taken), array_agg(case when p.is_late then p.qty - p.taken else 0 end),
    coalesce(sum(p.qty - p.taken) filter (where p.is_late), 0) into lot_ids, pins, takes, lates, late
  from (
    select o.lot_id, o.qty, o.is_late, least(o.qty, greatest(0, taken - o.before)) as taken
    from (
      select hl.lot_id, hl.qty, coalesce(l.expires_at <= clock, false) as is_late,
        (sum(hl.qty) over (order by l.expires_at, l.rank, l.id))::bigint - hl.qty as before
      from ledger.hold_lots hl join ledger.lots l on l.id = hl.lot_id where hl.hold_id = hold.id) o) p;
  tx.result := jsonb_build_object('transactionId', tx.id, 'captured', taken, 'returned', hold.qty - taken, 'expired', late);
  perform ledger.book(tx, lines);
  with ended as (
    update ledger.holds set state = case when taken > 0 then 'captured' else 'released' end, captured = taken, ended_at = tx.posted_at where id = hold.id
  ), part as (
    select * from unnest(lot_ids, pins, takes, lates) p(lot, qty, taken, late)
  ), noted as (
    update ledger.hold_lots hl set captured = p.taken from part p where hl.hold_id = hold.id and hl.lot_id = p.lot and p.taken > 0
  )
  update ledger.lots l set held = l.held - p.qty, spent = l.spent + p.taken, expired = l.expired + p.late from part p where l.id = p.lot;
  if late > 0 then perform ledger.expire_returned(tx, hold, late, expiry_id); end if;
  return tx.result;
end $$;

-- The expiry of what an ended hold gave back too late, right after the transaction that ended it.
create function ledger.expire_returned(ended ledger.head, hold ledger.holds, late bigint, expiry_id uuid) returns void language plpgsql as $$
declare
  tx ledger.head := ended;
  target uuid;
begin
  select e.id into strict target from ledger.accounts e join ledger.accounts w on w.unit = e.unit
  where w.id = hold.account_id and e.owner_domain = ended.owner_domain and e.owner_kind = 'system' and e.owner_id = ended.owner_domain and e.name = 'expired';
  tx.id := expiry_id;
  tx.key := ended.owner_domain || ':expire:' || hold.id;
  tx.kind := 'ledger.expire';
  tx.reason := 'returned past its expiry';
  tx.posted_at := ended.posted_at + interval '1 microsecond';
  tx.result := jsonb_build_object('transactionId', expiry_id, 'expired', late);
  perform ledger.book(tx, array[row(hold.account_id, 'available', -late, null)::ledger.line, row(target, 'available', late, null)::ledger.line]);
end $$;

-- Gives back what a capture took, in reverse spend order: to the lot while it lasts, else into one new lot that lives
-- until `grace`.
create function ledger.refund_capture(tx ledger.head, hold_id uuid, wanted bigint, grace timestamptz, source_account uuid, new_lot uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  hold ledger.holds;
  has_lots boolean;
  parts jsonb;
  back jsonb;
  fresh bigint;
  lines ledger.line[];
  answer jsonb;
begin
  select h.* into hold from ledger.holds h join ledger.accounts a on a.id = h.account_id where h.id = hold_id and a.owner_domain = tx.owner_domain;
  if not found then return '{"refused": "hold-not-found"}'; end if;
  tx.posted_at := ledger.lock_accounts(array[hold.account_id, source_account], clock);
  answer := ledger.replay_of(tx);
  if answer is not null then return answer; end if;
  select * into hold from ledger.holds h where h.id = hold_id;
  if wanted > hold.captured - hold.refunded then return jsonb_build_object('refused', 'exceeds-capture', 'refundable', hold.captured - hold.refunded); end if;

  select jsonb_agg(jsonb_build_object('lot', p.lot_id, 'qty', p.qty, 'late', p.is_late)),
    jsonb_agg(jsonb_build_object('lotId', p.lot_id, 'qty', p.qty) order by p.before) filter (where not p.is_late),
    coalesce(sum(p.qty) filter (where p.is_late), 0) into parts, back, fresh
  from (
    select o.lot_id, o.is_late, o.before, least(o.rest, wanted - o.before) as qty
    from (
      select hl.lot_id, hl.captured - hl.refunded as rest, coalesce(l.expires_at <= clock, false) as is_late,
        (sum(hl.captured - hl.refunded) over (order by l.expires_at desc, l.rank desc, l.id desc))::bigint - (hl.captured - hl.refunded) as before
      from ledger.hold_lots hl join ledger.lots l on l.id = hl.lot_id
      where hl.hold_id = hold.id and hl.captured > hl.refunded) o
    where o.before < wanted) p;
  if fresh > 0 and grace <= clock then return '{"refused": "lot-expired"}'; end if;
  lines := array[row(source_account, 'available', -wanted, null)::ledger.line, row(hold.account_id, 'available', wanted, case when fresh = wanted then new_lot end)::ledger.line];
  answer := ledger.refusal_of(tx.owner_domain, lines, hold.account_id);
  if source_account = hold.account_id then answer := jsonb_build_object('refused', 'account-mismatch', 'account', source_account); end if;
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id, 'toLots', coalesce(back, '[]'))
    || case when fresh > 0 then jsonb_build_object('newLot', jsonb_build_object('lotId', new_lot, 'qty', fresh)) else '{}' end;
  if fresh > 0 then
    insert into ledger.lots (id, account_id, source, source_ref, qty, expires_at, rank, added_at)
    values (new_lot, hold.account_id, 'refund', tx.key, fresh, grace, 3, tx.posted_at);
  end if;
  if parts is not null then
    update ledger.hold_lots hl set refunded = hl.refunded + p.qty
    from jsonb_to_recordset(parts) p(lot uuid, qty bigint) where hl.hold_id = hold.id and hl.lot_id = p.lot;
    update ledger.lots l set spent = l.spent - p.qty
    from jsonb_to_recordset(parts) p(lot uuid, qty bigint, late boolean) where l.id = p.lot and not p.late;
  end if;
  update ledger.holds set refunded = refunded + wanted where id = hold.id;
  perform ledger.book(tx, lines);
  return tx.result;
end $$;
