-- Rows in the order in which a store lists its keys, for the weekly comparison.
create index objects_key_order_idx on files.objects (storage_key collate "C") where purged_at is null;

-- Held bytes are never gone. Not valid first would be of no use: no row is held before this.
alter table files.objects add constraint objects_held_kept_chk check (not (legal_hold and purged_at is not null));

-- Bytes are immutable, and so is what a row says of them once it is stored; no row is ever deleted: it is the proof.
create function files.keep_facts() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a row of files.objects is never deleted' using errcode = 'restrict_violation', constraint = 'objects_kept';
  end if;
  if (old.id, old.storage_key, old.purpose, old.owner_domain, old.created_at) is distinct from (new.id, new.storage_key, new.purpose, new.owner_domain, new.created_at)
    or (old.state in ('stored', 'quarantined', 'deleted', 'purged') and (old.sha256, old.size, old.type, old.stored_at) is distinct from (new.sha256, new.size, new.type, new.stored_at))
    or (old.purged_at is not null and new.purged_at is distinct from old.purged_at)
    or (old.state in ('rejected', 'expired', 'purged') and new.state is distinct from old.state)
    or (old.verdict = 'infected' and new.verdict is distinct from 'infected') then
    raise exception 'what files.objects says of stored bytes never changes' using errcode = 'restrict_violation', constraint = 'objects_immutable';
  end if;
  return new;
end $$;
create trigger keep_facts before update or delete on files.objects for each row execute function files.keep_facts();
