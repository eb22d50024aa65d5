-- Entries are never changed, not even by us: corrections are new entries.
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_append_only' using errcode = '55000';
end $$;
create trigger entries_append_only before update or delete on audit.entries for each row execute function audit.refuse_change();
create trigger entries_no_truncate before truncate on audit.entries for each statement execute function audit.refuse_change();
