-- Ends a hold as before, in six statements instead of seven: the account to lock is found by the statement that locks it. Whose
-- hold it is, is looked at under the lock; a stranger's call has then locked an account for a moment, and writes nothing.
create or replace function ledger.end_hold(tx ledger.head, hold_id uuid, wanted bigint, target uuid, expiry_id uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  hold ledger.holds;
  last_posted timestamptz;
  taken bigint;
  late bigint;
  lot_ids uuid[];
  pins bigint[];
  takes bigint[];
  lates bigint[];
  lines ledger.line[];
  answer jsonb;
begin
  -- Running accounts only, lowest id first, as everywhere.
  select max(l.last_posted_at) into last_posted
  from (
    select a.last_posted_at from ledger.accounts a
    where a.id = any(array[(select h.account_id from ledger.holds h where h.id = hold_id), target]) and a.mode = 'running'
    order by a.id for no key update) l;
  select h.* into hold from ledger.holds h join ledger.accounts a on a.id = h.account_id where h.id = hold_id and a.owner_domain = tx.owner_domain;
  if not found then return '{"refused": "hold-not-found"}'; end if;
  tx.posted_at := greatest(clock, last_posted + interval '1 microsecond');
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
