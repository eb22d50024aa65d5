-- What a lot brings cannot come out of its own account, and what is taken of it cannot go there: the two lines would cancel
-- while the lot changes, and the account would no longer be the sum of its lots. An extension is refused on a frozen account, as
-- everything is but releases and what only adds. `add_lot` keeps the expiry in its
-- transaction's result as well. Otherwise the four functions are what they were.
create or replace function ledger.add_lot(tx ledger.head, lot ledger.lots, source_account uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  lines constant ledger.line[] := array[row(source_account, 'available', -lot.qty, null)::ledger.line, row(lot.account_id, 'available', lot.qty, lot.id)::ledger.line];
  has_lots boolean;
  answer jsonb;
begin
  tx.posted_at := ledger.lock_accounts(array[lot.account_id, source_account], clock);
  answer := ledger.replay_of(tx);
  if answer is not null then return answer; end if;
  select a.lots into has_lots from ledger.accounts a where a.id = lot.account_id and a.owner_domain = tx.owner_domain;
  if not found then return jsonb_build_object('refused', 'account-not-found', 'account', lot.account_id); end if;
  if not has_lots then return jsonb_build_object('refused', 'account-mismatch', 'account', lot.account_id); end if;
  if source_account = lot.account_id then return jsonb_build_object('refused', 'account-mismatch', 'account', source_account); end if;
  if lot.expires_at <= clock then return '{"refused": "lot-expired"}'; end if;
  answer := ledger.refusal_of(tx.owner_domain, lines, lot.account_id);
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id, 'lotId', lot.id, 'expiresAt', lot.expires_at);
  insert into ledger.lots (id, account_id, source, source_ref, qty, expires_at, rank, added_at)
  values (lot.id, lot.account_id, lot.source, lot.source_ref, lot.qty, lot.expires_at, lot.rank, tx.posted_at);
  perform ledger.book(tx, lines);
  return tx.result || '{"replayed": false}';
end $$;

create or replace function ledger.revoke(tx ledger.head, wanted_lot uuid, wanted bigint, target uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  clock constant timestamptz := tx.posted_at;
  lot ledger.lots;
  taken bigint;
  lines ledger.line[];
  answer jsonb;
begin
  select l.* into lot from ledger.lots l join ledger.accounts a on a.id = l.account_id where l.id = wanted_lot and a.owner_domain = tx.owner_domain;
  if not found then return '{"refused": "lot-not-found"}'; end if;
  tx.posted_at := ledger.lock_accounts(array[lot.account_id, target], clock);
  answer := ledger.replay_of(tx);
  if answer is not null then return answer; end if;
  select * into lot from ledger.lots where id = wanted_lot;
  if target = lot.account_id then return jsonb_build_object('refused', 'account-mismatch', 'account', target); end if;
  if lot.expires_at <= clock then return '{"refused": "lot-expired"}'; end if;
  taken := least(wanted, lot.free);
  if taken = 0 then return '{"refused": "lot-exhausted"}'; end if;
  lines := array[row(lot.account_id, 'available', -taken, lot.id)::ledger.line, row(target, 'available', taken, null)::ledger.line];
  answer := ledger.refusal_of(tx.owner_domain, lines, lot.account_id);
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id, 'revoked', taken, 'short', wanted - taken);
  update ledger.lots set revoked = revoked + taken where id = lot.id;
  perform ledger.book(tx, lines);
  return tx.result;
end $$;

create or replace function ledger.extend_lot(wanted ledger.lot_extensions, domain text) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  lot ledger.lots;
  known ledger.lot_extensions;
begin
  select l.* into lot from ledger.lots l join ledger.accounts a on a.id = l.account_id where l.id = wanted.lot_id and a.owner_domain = domain;
  if not found then return '{"refused": "lot-not-found"}'; end if;
  perform ledger.lock_accounts(array[lot.account_id], wanted.extended_at);
  select * into known from ledger.lot_extensions where key = wanted.key;
  if found then
    if known.body_hash <> wanted.body_hash then return '{"refused": "idempotency-mismatch"}'; end if;
    return jsonb_build_object('lotId', known.lot_id, 'expiresAt', known.after);
  end if;
  if (select frozen_at is not null from ledger.accounts where id = lot.account_id) then
    return jsonb_build_object('refused', 'account-frozen', 'account', lot.account_id);
  end if;
  select * into lot from ledger.lots where id = wanted.lot_id;
  if lot.expires_at <= wanted.extended_at or wanted.after <= wanted.extended_at then return '{"refused": "lot-expired"}'; end if;
  if lot.qty = lot.spent + lot.expired + lot.revoked then return '{"refused": "lot-exhausted"}'; end if;
  wanted.before := lot.expires_at;
  wanted.after := case when lot.expires_at is null or wanted.after is null then null else greatest(lot.expires_at, wanted.after) end;
  insert into ledger.lot_extensions values (wanted.*);
  update ledger.lots set expires_at = wanted.after where id = lot.id and expires_at is distinct from wanted.after;
  return jsonb_build_object('lotId', lot.id, 'expiresAt', wanted.after);
end $$;

create or replace function ledger.expire_lots(tx ledger.head, wallet uuid, until timestamptz, target uuid) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare
  picked jsonb;
  total bigint;
  lines ledger.line[];
  answer jsonb;
begin
  if not exists (select 1 from ledger.accounts where id = wallet and owner_domain = tx.owner_domain) then
    return jsonb_build_object('refused', 'account-not-found', 'account', wallet);
  end if;
  if target = wallet then return jsonb_build_object('refused', 'account-mismatch', 'account', target); end if;
  tx.posted_at := ledger.lock_accounts(array[wallet, target], tx.posted_at);
  select sum(f.free), jsonb_agg(jsonb_build_object('lotId', f.id, 'qty', f.free) order by f.expires_at, f.rank, f.id) into total, picked
  from (
    select id, expires_at, rank, free from ledger.lots
    where account_id = wallet and expires_at <= until and has_free) f;
  if total is null then return '{"expired": 0, "lots": []}'; end if;
  lines := array[row(wallet, 'available', -total, null)::ledger.line, row(target, 'available', total, null)::ledger.line];
  answer := ledger.refusal_of(tx.owner_domain, lines, wallet);
  if answer is not null then return answer; end if;

  tx.result := jsonb_build_object('transactionId', tx.id, 'expired', total, 'lots', picked);
  update ledger.lots l set expired = l.expired + (p.lot ->> 'qty')::bigint
  from jsonb_array_elements(picked) p(lot) where l.id = (p.lot ->> 'lotId')::uuid;
  perform ledger.book(tx, lines);
  return tx.result;
end $$;
