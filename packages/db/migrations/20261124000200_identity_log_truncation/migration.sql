-- A truncation fires no row trigger, and one of a partition none of its parent: what may not be changed row by row may not
-- be emptied either. Old months still leave whole, by being dropped.
do $$
declare
  part regclass;
begin
  create trigger sign_in_log_no_truncate before truncate on identity.sign_in_log for each statement execute function identity.refuse_log_change();
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'identity.sign_in_log'::regclass loop
    execute format('create trigger sign_in_log_no_truncate before truncate on %s for each statement execute function identity.refuse_log_change()', part);
  end loop;
end $$;

create or replace function identity.ensure_log_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  next date := (date_trunc('month', day) + interval '1 month')::date;
  name text := 'sign_in_log_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('identity.' || name) is not null then return; end if;
  if exists (select 1 from identity.sign_in_log_rest where at >= first::timestamp at time zone 'UTC' and at < next::timestamp at time zone 'UTC') then return; end if;
  execute format('create table identity.%I partition of identity.sign_in_log for values from (%L) to (%L)',
    name, first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
  execute format('create trigger sign_in_log_no_truncate before truncate on identity.%I for each statement execute function identity.refuse_log_change()', name);
end $$;
