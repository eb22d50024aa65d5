create extension if not exists pg_trgm;

-- The journal is never rewritten, not even by us: a correction is a new entry.
create function leads.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'leads_append_only' using errcode = '55000';
end $$;
create trigger activities_append_only before update or delete on leads.activities for each row execute function leads.refuse_change();
create trigger activities_no_truncate before truncate on leads.activities for each statement execute function leads.refuse_change();
create trigger status_changes_append_only before update or delete on leads.status_changes for each row execute function leads.refuse_change();

-- A batch claims its phone numbers and addresses first, which settles every race, and writes the new leads after; it defers this
-- check for just that long. At commit nothing but the audit chain may take a lock.
alter table leads.contact_points add constraint contact_points_lead_fk foreign key (lead_id) references leads.leads (id) deferrable initially immediate;

-- Name search. New entries wait in the pending list (its size bounds what a search reads besides), so imports stay fast.
create index leads_full_name_trgm on leads.leads using gin (full_name gin_trgm_ops) where root_id = id;
-- "…43210": a suffix is a prefix of the reversed number.
create index contact_points_phone_suffix_idx on leads.contact_points (reverse(value) text_pattern_ops) where kind = 'phone';

-- What an enquiry without a product is about.
insert into leads.products (code, name) values ('general', 'General enquiry');

-- Counts of the pool follow every change of a lead, whoever made it: one set of deltas per statement, folded every minute.
-- Dimensions: all, head (owning head), owner (telecaller and counsellor, or who captured it while nobody holds it).
create function leads.count_created() returns trigger language plpgsql as $$
begin
  insert into leads.pool_count_deltas (dimension, key, status, delta)
  select place.dimension, place.key, n.status, count(*)
  from fresh n cross join lateral (values ('all', ''), ('head', n.owning_head_id::text), ('owner', n.assigned_to::text),
    ('owner', case when n.counsellor_id is distinct from n.assigned_to then n.counsellor_id::text end),
    ('owner', case when n.assigned_to is null and n.counsellor_id is null then n.captured_by::text end)) place (dimension, key)
  where n.root_id = n.id and place.key is not null group by 1, 2, 3;
  return null;
end $$;
create function leads.count_changed() returns trigger language plpgsql as $$
begin
  insert into leads.pool_count_deltas (dimension, key, status, delta)
  select place.dimension, place.key, c.status, sum(c.delta)
  from (
    select side.* from gone o join fresh n on n.id = o.id
    cross join lateral (values
      (-1, o.status, o.root_id = o.id, o.owning_head_id, o.assigned_to, o.counsellor_id, o.captured_by),
      (1, n.status, n.root_id = n.id, n.owning_head_id, n.assigned_to, n.counsellor_id, n.captured_by)) side (delta, status, counts, head_id, assigned_to, counsellor_id, captured_by)
    where (o.status, o.root_id, o.owning_head_id, o.assigned_to, o.counsellor_id, o.captured_by)
      is distinct from (n.status, n.root_id, n.owning_head_id, n.assigned_to, n.counsellor_id, n.captured_by)) c
  cross join lateral (values ('all', ''), ('head', c.head_id::text), ('owner', c.assigned_to::text),
    ('owner', case when c.counsellor_id is distinct from c.assigned_to then c.counsellor_id::text end),
    ('owner', case when c.assigned_to is null and c.counsellor_id is null then c.captured_by::text end)) place (dimension, key)
  where c.counts and place.key is not null group by 1, 2, 3 having sum(c.delta) <> 0;
  return null;
end $$;
create trigger leads_count_created after insert on leads.leads referencing new table as fresh for each statement execute function leads.count_created();
create trigger leads_count_changed after update on leads.leads referencing old table as gone new table as fresh for each statement execute function leads.count_changed();

-- The key under which phone numbers and addresses are hashed where the hash must outlive the value (consent, caps, live calls). Two keys
-- of 64 random bytes: the inner and the outer one of an HMAC. Made once for each database; without it the hashes tell nothing.
create table leads.hash_keys (
  id boolean constraint hash_keys_pkey primary key default true constraint hash_keys_one_row_chk check (id),
  inner_key bytea not null,
  outer_key bytea not null
);
insert into leads.hash_keys (inner_key, outer_key)
select k.a, k.b from (select
  (select string_agg(uuid_send(gen_random_uuid()), '') from generate_series(1, 4)) as a,
  (select string_agg(uuid_send(gen_random_uuid()), '') from generate_series(5, 8)) as b) k;
create function leads.value_hash(value text) returns text language sql stable strict parallel safe as $$
  select encode(sha256(outer_key || sha256(inner_key || convert_to(value, 'UTF8'))), 'hex') from leads.hash_keys
$$;
