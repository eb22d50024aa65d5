-- What five foreign keys promised, asked of lines, holds and pins that somebody else than `hold` and `end_hold` writes
-- (docs/decisions/0050-lines-without-foreign-keys.md). A foreign key is two promises: what a row names exists when it is written, and nobody
-- takes it away later. The second is kept by the next six triggers, after the row: a trigger before an update locks the row a second time.
create trigger accounts_stay after delete or update of id, unit on ledger.accounts for each row execute function ledger.refuse_change();
create trigger accounts_no_truncate before truncate on ledger.accounts for each statement execute function ledger.refuse_change();
create trigger lots_stay after delete or update of id, account_id on ledger.lots for each row execute function ledger.refuse_change();
create trigger lots_no_truncate before truncate on ledger.lots for each statement execute function ledger.refuse_change();
create trigger holds_stay after delete or update of id, account_id on ledger.holds for each row execute function ledger.refuse_change();
create trigger holds_no_truncate before truncate on ledger.holds for each statement execute function ledger.refuse_change();

-- `hold` and `end_hold` write a movement whole, in one statement, of rows they have read under the account's lock: their lines
-- cancel as they are written, and what these name is what was read. The setting holds while such a function runs and falls back by
-- itself. `try_book`, which `end_hold` calls for what expires, writes what it is given, so it is looked at.
alter function ledger.hold(ledger.head, ledger.wanted_hold) set ledger.writes_whole = 'on';
alter function ledger.end_hold(ledger.head, uuid, bigint, uuid, uuid) set ledger.writes_whole = 'on';
alter function ledger.try_book(ledger.head, ledger.line[]) set ledger.writes_whole = 'off';

-- At commit, of every line anybody else wrote: its transaction exists, each line of that is of an account that exists and in its
-- unit, and each unit adds up to zero over at least two lines. The account is looked up with a limit, so that no plan can join all of them.
create or replace function ledger.require_balance() returns trigger language plpgsql as $$
declare
  seen record;
begin
  select count(*) as lines, count(a.id) as known, sum(e.amount) as total, min(e.unit) = max(e.unit) as is_one_unit,
    exists (select 1 from ledger.transactions where id = new.transaction_id) as has_transaction into seen
  from ledger.entries e left join lateral (select a.id from ledger.accounts a where a.id = e.account_id and a.unit = e.unit limit 1) a on true
  where e.transaction_id = new.transaction_id;
  if seen.known <> seen.lines or not seen.has_transaction then
    raise exception 'ledger_line_of_nothing' using errcode = '23503', table = 'entries', schema = 'ledger',
      constraint = case when seen.has_transaction then 'entries_account_fk' else 'entries_transaction_fk' end;
  end if;
  if seen.total <> 0 or seen.lines < 2 or (not seen.is_one_unit and exists (
    select 1 from ledger.entries where transaction_id = new.transaction_id group by unit having sum(amount) <> 0 or count(*) < 2)) then
    raise exception 'ledger_unbalanced' using errcode = '23514', constraint = 'entries_balance_chk', table = 'entries', schema = 'ledger';
  end if;
  return null;
end $$;
drop trigger entries_balance on ledger.entries;
create constraint trigger entries_balance after insert on ledger.entries deferrable initially deferred
  for each row when (current_setting('ledger.writes_whole', true) is distinct from 'on') execute function ledger.require_balance();

-- A transaction has lines, and whoever wrote it, it commits within a minute of being posted (0019).
create or replace function ledger.require_lines() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from ledger.entries where transaction_id = new.id) then
    raise exception 'ledger_unbalanced' using errcode = '23514', constraint = 'entries_balance_chk', table = 'transactions', schema = 'ledger';
  end if;
  return null;
end $$;
create function ledger.require_minute() returns trigger language plpgsql as $$
begin
  if clock_timestamp() - transaction_timestamp() > interval '60 seconds' then
    raise exception 'ledger_transaction_too_long' using errcode = '57014';
  end if;
  return null;
end $$;
drop trigger transactions_lines on ledger.transactions;
create constraint trigger transactions_lines after insert on ledger.transactions deferrable initially deferred
  for each row when (current_setting('ledger.writes_whole', true) is distinct from 'on') execute function ledger.require_lines();
create constraint trigger transactions_minute after insert on ledger.transactions deferrable initially deferred
  for each row execute function ledger.require_minute();

create function ledger.require_hold_account() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from ledger.accounts where id = new.account_id) then
    raise exception 'ledger_hold_of_nothing' using errcode = '23503', constraint = 'holds_account_fk', table = 'holds', schema = 'ledger';
  end if;
  return null;
end $$;
create trigger holds_account after insert on ledger.holds
  for each row when (current_setting('ledger.writes_whole', true) is distinct from 'on') execute function ledger.require_hold_account();

-- A pin is of a hold and a lot of one account: more than its two foreign keys said.
create function ledger.require_pin() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from ledger.holds h where h.id = new.hold_id and h.account_id = (select l.account_id from ledger.lots l where l.id = new.lot_id)) then
    raise exception 'ledger_pin_of_nothing' using errcode = '23503', constraint = 'hold_lots_pin_fk', table = 'hold_lots', schema = 'ledger';
  end if;
  return null;
end $$;
create trigger hold_lots_pin after insert or update of hold_id, lot_id on ledger.hold_lots
  for each row when (current_setting('ledger.writes_whole', true) is distinct from 'on') execute function ledger.require_pin();

-- What an account is. As a check it was read anew, six thousand characters of it, by every movement, which changes none of these
-- columns. Always on, as a check is, whatever `session_replication_role` says.
create function ledger.require_kind() returns trigger language plpgsql as $$
begin
  if not (new.mode in ('running', 'system') and new.floor in ('zero', 'none') and (new.mode = 'running' or new.floor = 'none')
    and (not new.lots or (new.mode = 'running' and new.floor = 'zero')) and (new.frozen_at is null) = (new.frozen_reason is null)) then
    raise exception 'ledger_account_kind' using errcode = '23514', constraint = 'accounts_kind_chk', table = 'accounts', schema = 'ledger';
  end if;
  return null;
end $$;
create trigger accounts_kind after insert or update of mode, floor, lots, frozen_at, frozen_reason on ledger.accounts
  for each row execute function ledger.require_kind();
alter table ledger.accounts enable always trigger accounts_kind;
