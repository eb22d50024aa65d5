-- Which key signed an anchor is as fixed as what was signed.
drop trigger anchors_fixed on audit.anchors;
create trigger anchors_fixed after update on audit.anchors for each row
  when (not (old.published_at is null and new.day = old.day and new.heads = old.heads and new.digest = old.digest
    and new.signature = old.signature and new.key_version is not distinct from old.key_version and new.computed_at = old.computed_at))
  execute function audit.refuse_change();

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'mas_audit_writer') then
    grant select, insert, update (delivered_at) on audit.pages to mas_audit_writer;
  end if;
end $$;
