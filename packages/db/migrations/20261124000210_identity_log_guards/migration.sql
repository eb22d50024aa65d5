-- A restore makes the months of its backup itself, without their guard: every night those that lack it get it.
create function identity.guard_log_months() returns void language plpgsql as $$
declare
  part regclass;
begin
  for part in
    select i.inhrelid::regclass from pg_inherits i
    where i.inhparent = 'identity.sign_in_log'::regclass
      and not exists (select 1 from pg_trigger t where t.tgrelid = i.inhrelid and t.tgname = 'sign_in_log_no_truncate')
  loop
    execute format('create trigger sign_in_log_no_truncate before truncate on %s for each statement execute function identity.refuse_log_change()', part);
  end loop;
end $$;

create or replace function identity.ensure_log_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  next date := (date_trunc('month', day) + interval '1 month')::date;
  name text := 'sign_in_log_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('identity.' || name) is null
    and not exists (select 1 from identity.sign_in_log_rest where at >= first::timestamp at time zone 'UTC' and at < next::timestamp at time zone 'UTC')
  then
    execute format('create table identity.%I partition of identity.sign_in_log for values from (%L) to (%L)',
      name, first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
  end if;
  perform identity.guard_log_months();
end $$;
