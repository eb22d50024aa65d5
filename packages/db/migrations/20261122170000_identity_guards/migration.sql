-- An ended session is history: nothing about it changes any more, so it can never be revived.
create function identity.refuse_ended_session() returns trigger language plpgsql as $$
begin
  raise exception 'identity_session_ended' using errcode = '55000';
end $$;
create trigger sessions_ended_is_final before update on identity.sessions
  for each row when (old.ended_at is not null) execute function identity.refuse_ended_session();

-- A blocked, invited or erased person gets no session, whichever code asks for one.
create function identity.refuse_inactive_user() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from identity.users where id = new.user_id and state = 'active') then
    raise exception 'identity_user_not_active' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger sessions_need_active_user before insert on identity.sessions
  for each row execute function identity.refuse_inactive_user();

-- Nobody is ever deleted: ledgers and histories point at people. Erasure empties the row instead.
create function identity.refuse_user_delete() returns trigger language plpgsql as $$
begin
  raise exception 'identity_users_stay' using errcode = '55000';
end $$;
create trigger users_stay before delete on identity.users for each row execute function identity.refuse_user_delete();

-- Every try to sign in. Partitioned by month, so that old months leave without a long delete.
create table identity.sign_in_log (
  id uuid not null,
  at timestamptz not null,
  user_id uuid,
  email_mac bytea,
  method text not null,
  outcome text not null constraint sign_in_log_outcome_chk check (outcome in ('success', 'refused', 'throttled')),
  reason text,
  platform text not null,
  ip text,
  user_agent text,
  device_id uuid,
  session_id uuid,
  request_id text not null,
  amr text[] not null default '{}',
  facts jsonb not null default '{}',
  constraint sign_in_log_pkey primary key (id, at)
) partition by range (at);
create index sign_in_log_user_idx on identity.sign_in_log (user_id, id);
create table identity.sign_in_log_rest partition of identity.sign_in_log default;

create function identity.refuse_log_change() returns trigger language plpgsql as $$
begin
  raise exception 'identity_log_append_only' using errcode = '55000';
end $$;
create trigger sign_in_log_append_only before update or delete on identity.sign_in_log for each row execute function identity.refuse_log_change();

-- Makes the partition of a month (UTC) unless it exists; rows that already fell into the rest stay there.
create function identity.ensure_log_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  next date := (date_trunc('month', day) + interval '1 month')::date;
  name text := 'sign_in_log_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('identity.' || name) is not null then return; end if;
  if exists (select 1 from identity.sign_in_log_rest where at >= first::timestamp at time zone 'UTC' and at < next::timestamp at time zone 'UTC') then return; end if;
  execute format('create table identity.%I partition of identity.sign_in_log for values from (%L) to (%L)',
    name, first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
end $$;

-- Drops the months that ended before an instant.
create function identity.drop_log_months(before timestamptz) returns int language plpgsql as $$
declare
  part record;
  dropped int := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'identity.sign_in_log'::regclass and c.relname ~ '^sign_in_log_\d{4}_\d{2}$'
  loop
    if ((to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC') <= before then
      execute format('drop table identity.%I', part.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;

-- The first two months; the nightly prune makes the following ones ahead of time.
select identity.ensure_log_month((now() at time zone 'UTC')::date), identity.ensure_log_month((now() at time zone 'UTC' + interval '1 month')::date);
