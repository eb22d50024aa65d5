-- Everything of the audit log that drizzle-kit cannot express: the partitioned table, its triggers, the linking.

-- The columns from `action` to `request_id` are cut out of the canonical text: its keys stand in a fixed order, so
-- places are known, and a cut costs a hundredth of parsing the JSON once more for each column. The insert trigger
-- parses the body once and refuses an entry whose columns are not what the JSON says.
create table audit.entries (
  id uuid not null,
  at timestamptz not null,
  body text not null,
  action text not null generated always as (split_part(body, '"', 4)) stored,
  domain text not null generated always as (substr(split_part(body, '.', 1), 12)) stored,
  actor_kind text not null generated always as (split_part(body, '"', 14)) stored,
  actor_id text not null generated always as (split_part(body, '"', 10)) stored,
  via_id text generated always as (nullif(split_part(split_part(split_part(body, '}', 1), '"via":"', 2), '"', 1), '')) stored,
  subject_type text not null generated always as (split_part(body, '"', -4)) stored,
  subject_id text not null generated always as (split_part(body, '"', -8)) stored,
  platform text not null generated always as (split_part(split_part(body, '"platform":"', -1), '"', 1)) stored,
  request_id text not null generated always as (split_part(body, '"', -14)) stored,
  chain smallint,
  seq bigint,
  hash bytea,
  -- `at` leads, so that the key also serves lists without a filter; an id of ours tells its own millisecond.
  constraint entries_pkey primary key (at, id),
  constraint entries_body_size_chk check (octet_length(body) <= 65536),
  constraint entries_link_chk check ((seq is null) = (hash is null) and (seq is null or chain is not null))
) partition by range (at);
-- Partial, so that an entry enters them once, when it is linked, and not also when it is inserted. Every committed entry
-- is linked; readers say so (`seq is not null`) to use them.
create unique index entries_chain_seq_key on audit.entries (chain, seq, at) where seq is not null;
create index entries_subject_idx on audit.entries (subject_type, subject_id, at) where seq is not null;
create index entries_actor_idx on audit.entries (actor_id, at) where seq is not null;
create index entries_action_idx on audit.entries (action, at) where seq is not null;
create index entries_domain_idx on audit.entries (domain, at) where seq is not null;
-- Holds nothing but entries that somebody put in past the triggers.
create index entries_unlinked_idx on audit.entries (at) where seq is null;

-- What the application may do to the log, for deployments whose application is not the owner: grant this role to it.
do $$
begin
  create role mas_audit_writer nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then raise notice 'mas_audit_writer was not created: the migration role may not create roles';
end $$;
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_append_only' using errcode = '55000', table = tg_table_name, schema = tg_table_schema;
end $$;

-- An insert never lacks a partition: what lies outside the months that exist waits here.
create table audit.entries_unplaced partition of audit.entries default;
create trigger entries_no_truncate before truncate on audit.entries for each statement execute function audit.refuse_change();
create trigger entries_no_delete before delete on audit.entries for each row execute function audit.refuse_change();
-- After, not before: a trigger before updates would make the database compute every generated column again.
create trigger entries_append_only after update on audit.entries for each row
  when (not (old.seq is null and new.seq is not null and new.id = old.id and new.at = old.at and new.body = old.body
    and (old.chain is null or old.chain = new.chain)))
  execute function audit.refuse_change();

create function audit.genesis(no int) returns bytea language sql immutable as $$
  select sha256(convert_to('mas-audit-v1:' || no, 'UTF8'))
$$;
create function audit.link(previous bytea, seq bigint, body text) returns bytea language sql immutable as $$
  select sha256(previous || int8send(seq) || sha256(convert_to(body, 'UTF8')))
$$;

insert into audit.chains (no, stream, seq, head)
  select no, null, 0, audit.genesis(no) from generate_series(0, 31) no
  union all select 100, 'gst', 0, audit.genesis(100)
  union all select 101, 'break-glass', 0, audit.genesis(101);
-- Thirty-four rows that every commit updates: room on the page keeps those updates off the indexes.
alter table audit.chains set (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create trigger chains_permanent before delete on audit.chains for each row execute function audit.refuse_change();
create trigger chains_no_truncate before truncate on audit.chains for each statement execute function audit.refuse_change();
create trigger checkpoints_append_only before update or delete on audit.checkpoints for each row execute function audit.refuse_change();
create trigger verifications_append_only before update or delete on audit.verifications for each row execute function audit.refuse_change();
create trigger anchors_permanent before delete on audit.anchors for each row execute function audit.refuse_change();
create trigger anchors_fixed after update on audit.anchors for each row
  when (not (old.published_at is null and new.day = old.day and new.heads = old.heads and new.digest = old.digest
    and new.signature = old.signature and new.computed_at = old.computed_at))
  execute function audit.refuse_change();

-- Looks at what a statement inserted and notes how many entries the commit will have to link, and which named streams
-- it needs. `at` and `id` must be those of the body.
create function audit.expect_links() returns trigger language plpgsql as $$
declare
  v_plain int;
  v_wrong int;
  v_streams text[];
begin
  select count(*) filter (where i.chain is null),
         count(*) filter (where i.seq is not null or (j.body ->> 'at')::timestamptz is distinct from i.at
           or (j.body ->> 'id', j.body ->> 'action', j.body #>> '{actor,kind}', j.body #>> '{actor,id}', j.body #>> '{actor,via}', j.body #>> '{subject,type}',
               j.body #>> '{subject,id}', j.body ->> 'platform', j.body ->> 'requestId')
             is distinct from (i.id::text, i.action, i.actor_kind, i.actor_id, i.via_id, i.subject_type, i.subject_id, i.platform, i.request_id)),
         array_agg(distinct i.chain::text) filter (where i.chain is not null)
    into v_plain, v_wrong, v_streams
    from inserted i cross join lateral (select i.body::jsonb as body offset 0) j;
  if v_wrong > 0 then
    raise exception 'audit_body_disagrees' using errcode = '23514';
  end if;
  if v_plain > 0 then
    perform set_config('audit.expected', (coalesce(nullif(current_setting('audit.expected', true), ''), '0')::int + v_plain)::text, true);
  end if;
  if v_streams is not null then
    perform set_config('audit.streams', concat_ws(',', nullif(current_setting('audit.streams', true), ''), array_to_string(v_streams, ',')), true);
  end if;
  return null;
end $$;
create trigger entries_expect_links after insert on audit.entries
  referencing new table as inserted for each statement execute function audit.expect_links();

-- The place of one entry in its chain. The first call of a transaction takes the streams that the transaction uses, by
-- number, then any free chain; the last one writes the chain's new head. The chain stays locked until the commit is
-- done, and no later lock follows, so transactions cannot wait for each other in a circle.
create function audit.next_link(p_stream smallint, p_body text, out chain smallint, out seq bigint, out hash bytea) language plpgsql as $$
declare
  v_streams text := current_setting('audit.streams', true);
  v_state text;
  v_left int;
begin
  if v_streams <> '' then
    perform 1 from audit.chains c where c.no = any (string_to_array(v_streams, ',')::smallint[]) order by c.no for update;
  end if;
  if p_stream is not null then
    update audit.chains c set seq = c.seq + 1, head = audit.link(c.head, c.seq + 1, p_body)
      where c.no = p_stream and c.stream is not null returning c.no, c.seq, c.head into chain, seq, hash;
    if not found then
      raise exception 'audit_no_such_stream' using errcode = '23503';
    end if;
    return;
  end if;
  v_left := nullif(current_setting('audit.expected', true), '')::int - 1;
  if v_left is null or v_left < 0 then
    raise exception 'audit_insert_through_parent' using errcode = '55000';
  end if;
  v_state := current_setting('audit.chain', true);
  if v_state <> '' then
    chain := split_part(v_state, ':', 1)::smallint;
    seq := split_part(v_state, ':', 2)::bigint;
    hash := decode(split_part(v_state, ':', 3), 'hex');
  else
    -- Each connection has a chain it tries first: without contention that is the cheapest way to a free one.
    select c.no, c.seq, c.head into chain, seq, hash from audit.chains c where c.no = (pg_backend_pid() % 32)::smallint for update skip locked;
    if not found then
      select c.no, c.seq, c.head into chain, seq, hash from audit.chains c where c.stream is null limit 1 for update skip locked;
    end if;
    if not found then
      select c.no, c.seq, c.head into chain, seq, hash from audit.chains c
        where c.no = (pg_current_xact_id()::text::numeric % 32)::smallint for update;
    end if;
  end if;
  seq := seq + 1;
  hash := sha256(hash || int8send(seq) || sha256(convert_to(p_body, 'UTF8')));
  perform set_config('audit.expected', v_left::text, true), set_config('audit.chain', concat_ws(':', chain, seq, encode(hash, 'hex')), true);
  if v_left = 0 then
    update audit.chains c set seq = next_link.seq, head = next_link.hash where c.no = next_link.chain;
  end if;
end $$;

-- Gives a partition its linking: at commit, once for each entry in the order of insertion. A function for each partition,
-- because an update through the parent plans and opens every partition there is. Also the guard against truncation,
-- which the parent's cannot give.
create function audit.arm_partition(p_name text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format($f$
    create function audit.%1$I() returns trigger language plpgsql as $body$
    declare
      v_link record;
    begin
      v_link := audit.next_link(new.chain, new.body);
      update audit.%2$I e set chain = v_link.chain, seq = v_link.seq, hash = v_link.hash where e.at = new.at and e.id = new.id and e.seq is null;
      if not found then
        raise exception 'audit_not_linked' using errcode = '55000';
      end if;
      return null;
    end $body$;
    create constraint trigger entries_link after insert on audit.%2$I deferrable initially deferred for each row execute function audit.%1$I();
    create trigger entries_no_truncate before truncate on audit.%2$I for each statement execute function audit.refuse_change();
  $f$, 'link_' || p_name, p_name);
  -- The linking reaches the partition itself, so its rights do not come from the parent.
  if exists (select 1 from pg_roles where rolname = 'mas_audit_writer') then
    execute format('grant select, update (chain, seq, hash) on audit.%I to mas_audit_writer', p_name);
  end if;
end $$;
select audit.arm_partition('entries_unplaced');

-- Makes the partition of a month. `occupied`: entries of that month already lie among the unplaced ones and stay there.
-- Attached, not created in place: that needs no lock on the parent that would wait for running inserts.
create function audit.ensure_partition(month date) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_first date := date_trunc('month', month)::date;
  v_name text := 'entries_' || to_char(month, 'YYYYMM');
  v_from timestamptz := v_first::timestamp at time zone 'UTC';
  v_to timestamptz := (v_first + interval '1 month') at time zone 'UTC';
begin
  perform pg_advisory_xact_lock(7220011206);
  if to_regclass('audit.' || v_name) is not null then
    return 'exists';
  end if;
  if exists (select 1 from audit.entries_unplaced e where e.at >= v_from and e.at < v_to) then
    return 'occupied';
  end if;
  set local lock_timeout = '3s';
  execute format('create table audit.%I (like audit.entries including all)', v_name);
  execute format('alter table audit.%I add constraint %I check (at >= %L and at < %L)', v_name, v_name || '_range_chk', v_from, v_to);
  execute format('alter table audit.entries attach partition audit.%I for values from (%L) to (%L)', v_name, v_from, v_to);
  perform audit.arm_partition(v_name);
  return 'created';
end $$;

-- Drops a month whose every entry is covered by checkpoints into the named archive; anything else is refused.
create function audit.drop_archived(month date, archive text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_name text := 'entries_' || to_char(month, 'YYYYMM');
  v_held bigint;
  v_archived bigint;
begin
  if date_trunc('month', month) > now() - interval '12 months' then
    raise exception 'audit_month_too_young' using errcode = '55000';
  end if;
  set local lock_timeout = '3s';
  execute format('lock table audit.%I in share mode', v_name);
  execute format('select count(*) from audit.%I', v_name) into v_held;
  select coalesce(sum(c.seq - c.from_seq + 1), 0) into v_archived from audit.checkpoints c where c.archive = drop_archived.archive;
  if v_held <> v_archived then
    raise exception 'audit_month_not_archived' using errcode = '55000';
  end if;
  execute format('alter table audit.entries detach partition audit.%I', v_name);
  execute format('drop table audit.%I', v_name);
  execute format('drop function audit.%I', 'link_' || v_name);
end $$;

do $$
begin
  for n in -1..3 loop
    perform audit.ensure_partition((date_trunc('month', now() at time zone 'UTC') + make_interval(months => n))::date);
  end loop;
end $$;

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'mas_audit_writer') then
    grant usage on schema audit to mas_audit_writer;
    grant select on all tables in schema audit to mas_audit_writer;
    grant insert (id, at, body, chain), update (chain, seq, hash) on audit.entries to mas_audit_writer;
    grant update (seq, head) on audit.chains to mas_audit_writer;
    grant insert, update (receipt, published_at) on audit.anchors to mas_audit_writer;
    grant insert on audit.checkpoints, audit.verifications to mas_audit_writer;
    grant insert, update on audit.subject_keys to mas_audit_writer;
  end if;
end $$;
revoke execute on function audit.ensure_partition, audit.drop_archived from public;
do $$
begin
  if exists (select 1 from pg_roles where rolname = 'mas_audit_writer') then
    grant execute on function audit.ensure_partition, audit.drop_archived to mas_audit_writer;
  end if;
end $$;
