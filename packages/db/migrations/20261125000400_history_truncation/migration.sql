-- A truncation fires no row trigger: histories that may not be changed row by row may not be emptied either, and who gave
-- which role when is not deleted.
create trigger role_changes_stay before delete on identity.role_changes for each row execute function identity.refuse_log_change();
create trigger role_changes_no_truncate before truncate on identity.role_changes for each statement execute function identity.refuse_log_change();
create trigger break_glass_openings_no_truncate before truncate on identity.break_glass_openings
  for each statement execute function identity.refuse_log_change();
create trigger break_glass_credentials_no_truncate before truncate on identity.break_glass_credentials
  for each statement execute function identity.refuse_log_change();

create function files.refuse_emptying() returns trigger language plpgsql as $$
begin
  raise exception 'a row of files.objects is never deleted' using errcode = 'restrict_violation', constraint = 'objects_kept';
end $$;
create trigger objects_no_truncate before truncate on files.objects for each statement execute function files.refuse_emptying();
