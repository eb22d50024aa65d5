-- The transaction that brings a lot keeps the expiry it came with, where no later change of the lot reaches it: the proof holds
-- the lot against it. Here for what a refund brings; `add_lot` does the same and stands in the next file, with its other change.
-- Lots brought before are held against nothing.
create or replace function ledger.refund_capture(tx ledger.head, hold_id uuid, wanted bigint, grace timestamptz, source_account uuid, new_lot uuid) returns jsonb language plpgsql
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
    || case when fresh > 0 then jsonb_build_object('newLot', jsonb_build_object('lotId', new_lot, 'qty', fresh), 'expiresAt', grace) else '{}' end;
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
