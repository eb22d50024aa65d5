-- The two logs of the engine, cut by time so that old parts are dropped and never deleted row by row.

-- One row for each node left. No foreign key to runs: the row is written at every step and outlives nothing it needs.
create table workflows.steps (
  run_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  planned_at timestamptz not null,
  node_id text not null,
  node_type text not null,
  epoch integer not null,
  handle text not null,
  trace jsonb,
  constraint steps_pkey primary key (run_id, seq, at),
  constraint steps_never_early_chk check (at >= planned_at),
  -- jsonb prints blanks that our 4 KiB do not count.
  constraint steps_trace_chk check (octet_length(trace::text) <= 8192)
) partition by range (at);

-- What happened to people, for look-back of new runs and for back-tests.
create table workflows.event_log (
  event_id uuid not null,
  occurred_at timestamptz not null,
  name text not null,
  subject_type text not null,
  subject_id uuid not null,
  data jsonb not null,
  causation smallint not null default 0,
  -- One event may concern several people: the subject is part of the key.
  constraint event_log_pkey primary key (event_id, occurred_at, subject_id)
) partition by range (occurred_at);
create index event_log_subject_idx on workflows.event_log (subject_type, subject_id, occurred_at);
create index event_log_name_idx on workflows.event_log (name, occurred_at);

-- An insert never lacks a partition: what lies outside the ranges that exist waits here.
create table workflows.steps_unplaced partition of workflows.steps default;
create table workflows.event_log_unplaced partition of workflows.event_log default;

-- Makes the partition that holds an instant: a month of steps, a week (from Monday, UTC) of events. `occupied`: rows of that range
-- already lie among the unplaced ones and stay there. Attached, not created in place: that needs no lock that waits for inserts.
create function workflows.ensure_partition(p_log text, p_at timestamptz) returns text language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_column text := case p_log when 'steps' then 'at' when 'event_log' then 'occurred_at' end;
  v_unit text := case p_log when 'steps' then 'month' else 'week' end;
  v_first timestamp := date_trunc(v_unit, p_at at time zone 'UTC');
  v_from timestamptz := v_first at time zone 'UTC';
  v_to timestamptz := (v_first + ('1 ' || v_unit)::interval) at time zone 'UTC';
  v_name text := p_log || '_' || to_char(v_first, case v_unit when 'month' then 'YYYYMM' else 'YYYYMMDD' end);
  v_occupied boolean;
begin
  if v_column is null then
    raise exception 'workflows_no_such_log' using errcode = '22023';
  end if;
  perform pg_advisory_xact_lock(7220011230);
  if to_regclass('workflows.' || v_name) is not null then
    return 'exists';
  end if;
  execute format('select exists (select 1 from workflows.%I where %I >= $1 and %I < $2)', p_log || '_unplaced', v_column, v_column)
    into v_occupied using v_from, v_to;
  if v_occupied then
    return 'occupied';
  end if;
  set local lock_timeout = '3s';
  execute format('create table workflows.%I (like workflows.%I including all)', v_name, p_log);
  execute format('alter table workflows.%I add constraint %I check (%I >= %L and %I < %L)', v_name, v_name || '_range_chk', v_column, v_from, v_column, v_to);
  execute format('alter table workflows.%I attach partition workflows.%I for values from (%L) to (%L)', p_log, v_name, v_from, v_to);
  return 'created';
end $$;

-- Drops every partition that ends before an instant, and answers their names; what is unplaced is deleted row by row.
create function workflows.drop_partitions(p_log text, p_before timestamptz) returns text[] language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_column text := case p_log when 'steps' then 'at' when 'event_log' then 'occurred_at' end;
  v_unit text := case p_log when 'steps' then 'month' else 'week' end;
  v_dropped text[] := '{}';
  v_part record;
begin
  if v_column is null then
    raise exception 'workflows_no_such_log' using errcode = '22023';
  end if;
  set local lock_timeout = '3s';
  for v_part in
    select c.relname as name, substr(c.relname, length(p_log) + 2) as starts
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ('workflows.' || p_log)::regclass and c.relname <> p_log || '_unplaced'
  loop
    if (to_date(v_part.starts || case v_unit when 'month' then '01' else '' end, 'YYYYMMDD')::timestamp + ('1 ' || v_unit)::interval) at time zone 'UTC' <= p_before then
      execute format('alter table workflows.%I detach partition workflows.%I', p_log, v_part.name);
      execute format('drop table workflows.%I', v_part.name);
      v_dropped := v_dropped || v_part.name;
    end if;
  end loop;
  execute format('delete from workflows.%I where %I < $1', p_log || '_unplaced', v_column) using p_before;
  return v_dropped;
end $$;

do $$
begin
  for n in -1..3 loop
    perform workflows.ensure_partition('steps', date_trunc('month', now()) + make_interval(months => n));
  end loop;
  for n in -1..6 loop
    perform workflows.ensure_partition('event_log', now() + make_interval(weeks => n));
  end loop;
end $$;
