-- A version that was published says for ever what it said; only its state may go on to retired.
create function notifications.guard_template_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then raise exception 'template_version_immutable' using errcode = '55000'; end if;
    return old;
  end if;
  if (old.state, new.state) not in (('draft', 'draft'), ('draft', 'published'), ('draft', 'retired'), ('published', 'retired')) then
    raise exception 'template_version_state' using errcode = '55000';
  end if;
  if old.state <> 'draft' and (new.subject, new.html, new.text, new.variables, new.checksum) is distinct from (old.subject, old.html, old.text, old.variables, old.checksum) then
    raise exception 'template_version_immutable' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger template_versions_guard before update or delete on notifications.template_versions
  for each row execute function notifications.guard_template_version();
