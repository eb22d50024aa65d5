-- Accounts and lots are updated in place by every posting: room on the page keeps those updates off the indexes.
alter table ledger.accounts set (fillfactor = 80);
alter table ledger.lots set (fillfactor = 80);
alter table ledger.hold_lots set (fillfactor = 80);

-- What is written stays written: a mistake is a mirrored transaction.
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger_append_only' using errcode = '55000';
end $$;
create trigger transactions_append_only before update or delete on ledger.transactions for each row execute function ledger.refuse_change();
create trigger transactions_no_truncate before truncate on ledger.transactions for each statement execute function ledger.refuse_change();
create trigger entries_append_only before update or delete on ledger.entries for each row execute function ledger.refuse_change();
create trigger entries_no_truncate before truncate on ledger.entries for each statement execute function ledger.refuse_change();
create trigger lot_extensions_append_only before update or delete on ledger.lot_extensions for each row execute function ledger.refuse_change();

-- At commit, whoever wrote the lines: each unit of a transaction adds up to zero over at least two lines.
create function ledger.require_balance() returns trigger language plpgsql as $$
begin
  if exists (select 1 from ledger.entries where transaction_id = new.transaction_id group by unit having sum(amount) <> 0 or count(*) < 2) then
    raise exception 'ledger_unbalanced' using errcode = '23514', constraint = 'entries_balance_chk', table = 'entries', schema = 'ledger';
  end if;
  return null;
end $$;
create constraint trigger entries_balance after insert on ledger.entries deferrable initially deferred
  for each row execute function ledger.require_balance();

-- A transaction has lines, and it commits within a minute of being posted: that is why a balance at an instant some
-- minutes back can never change. The duration is measured here, but no instant of this clock is stored or compared.
create function ledger.require_lines() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from ledger.entries where transaction_id = new.id) then
    raise exception 'ledger_unbalanced' using errcode = '23514', constraint = 'entries_balance_chk', table = 'transactions', schema = 'ledger';
  end if;
  if clock_timestamp() - transaction_timestamp() > interval '60 seconds' then
    raise exception 'ledger_transaction_too_long' using errcode = '57014';
  end if;
  return null;
end $$;
create constraint trigger transactions_lines after insert on ledger.transactions deferrable initially deferred
  for each row execute function ledger.require_lines();
