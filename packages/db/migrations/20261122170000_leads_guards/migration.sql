create extension if not exists pg_trgm;

-- The journal is never rewritten, not even by us: a correction is a new entry.
create function leads.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'leads_append_only' using errcode = '55000';
end $$;
create trigger activities_append_only before update or delete on leads.activities for each row execute function leads.refuse_change();
create trigger activities_no_truncate before truncate on leads.activities for each statement execute function leads.refuse_change();
create trigger status_changes_append_only before update or delete on leads.status_changes for each row execute function leads.refuse_change();

-- Deferred: a batch claims its phone numbers and addresses first, which settles every race, and writes the new leads after.
alter table leads.contact_points add constraint contact_points_lead_fk foreign key (lead_id) references leads.leads (id) deferrable initially deferred;

-- Name search. The pending list would make the next reader pay for the writers before it, so the index is kept current.
create index leads_full_name_trgm on leads.leads using gin (full_name gin_trgm_ops) with (fastupdate = off) where root_id = id;
-- "…43210": a suffix is a prefix of the reversed number.
create index contact_points_phone_suffix_idx on leads.contact_points (reverse(value) text_pattern_ops) where kind = 'phone';
create index contact_points_email_prefix_idx on leads.contact_points (value text_pattern_ops) where kind = 'email';

-- What an enquiry without a product is about.
insert into leads.products (code, name) values ('general', 'General enquiry');

-- Counts of the pool follow every change of a lead, whoever made it: one set of deltas per statement, folded every minute.
-- Dimensions: all, head (owning head), owner (telecaller and counsellor, or who captured it while nobody holds it).
create function leads.count_places(lead leads.leads) returns table (dimension text, key text) language sql immutable as $$
  select 'all', ''
  union all select 'head', lead.owning_head_id::text where lead.owning_head_id is not null
  union select 'owner', owner::text from unnest(array[lead.assigned_to, lead.counsellor_id,
    case when lead.assigned_to is null and lead.counsellor_id is null then lead.captured_by end]) owner where owner is not null
$$;
create function leads.count_created() returns trigger language plpgsql as $$
begin
  insert into leads.pool_count_deltas (dimension, key, status, delta)
  select place.dimension, place.key, n.status, count(*) from fresh n cross join lateral leads.count_places(n) place
  where n.root_id = n.id group by 1, 2, 3;
  return null;
end $$;
create function leads.count_changed() returns trigger language plpgsql as $$
begin
  insert into leads.pool_count_deltas (dimension, key, status, delta)
  select dimension, key, status, sum(delta) from (
    select place.dimension, place.key, o.status, -1 as delta from gone o join fresh n on n.id = o.id cross join lateral leads.count_places(o) place
    where o.root_id = o.id and (o.status, o.root_id, o.owning_head_id, o.assigned_to, o.counsellor_id, o.captured_by) is distinct from (n.status, n.root_id, n.owning_head_id, n.assigned_to, n.counsellor_id, n.captured_by)
    union all
    select place.dimension, place.key, n.status, 1 from fresh n join gone o on n.id = o.id cross join lateral leads.count_places(n) place
    where n.root_id = n.id and (o.status, o.root_id, o.owning_head_id, o.assigned_to, o.counsellor_id, o.captured_by) is distinct from (n.status, n.root_id, n.owning_head_id, n.assigned_to, n.counsellor_id, n.captured_by)
  ) changes group by 1, 2, 3 having sum(delta) <> 0;
  return null;
end $$;
create trigger leads_count_created after insert on leads.leads referencing new table as fresh for each statement execute function leads.count_created();
create trigger leads_count_changed after update on leads.leads referencing old table as gone new table as fresh for each statement execute function leads.count_changed();
