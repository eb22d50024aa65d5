-- Emergency credentials only go forward: sealed, opened, retired. An opened one is retired by a review and by nothing else.
create function identity.guard_break_glass_credential() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'identity_break_glass_stays' using errcode = '55000'; end if;
  if (old.phrase_hash, old.sealed_totp, old.custodian_a, old.custodian_b, old.sealed_by, old.sealed_at)
    is distinct from (new.phrase_hash, new.sealed_totp, new.custodian_a, new.custodian_b, new.sealed_by, new.sealed_at)
    or (old.state, new.state) not in (('sealed', 'opened'), ('sealed', 'retired'), ('opened', 'retired'))
    or (old.state = 'opened' and not exists (select 1 from identity.break_glass_openings o where o.credential_id = old.id and o.reviewed_at is not null))
  then raise exception 'identity_break_glass_goes_forward' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger break_glass_credentials_go_forward before update or delete on identity.break_glass_credentials
  for each row execute function identity.guard_break_glass_credential();

-- An opening is history: it is closed once and reviewed once, and what happened is never told otherwise.
create function identity.guard_break_glass_opening() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'identity_break_glass_stays' using errcode = '55000'; end if;
  if (old.id, old.credential_id, old.custodian_a, old.custodian_b, old.target_id, old.reason, old.opened_at, old.expires_at)
    is distinct from (new.id, new.credential_id, new.custodian_a, new.custodian_b, new.target_id, new.reason, new.opened_at, new.expires_at)
    or (old.closed_at is not null and new.closed_at is distinct from old.closed_at)
    or (old.reviewed_at is not null and (new.reviewed_at, new.reviewed_by, new.note) is distinct from (old.reviewed_at, old.reviewed_by, old.note))
  then raise exception 'identity_break_glass_is_history' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger break_glass_openings_are_history before update or delete on identity.break_glass_openings
  for each row execute function identity.guard_break_glass_opening();

-- A session of a special mode never becomes another kind, lasts no longer, and nobody looks through an administrator's eyes.
create function identity.guard_session_mode() returns trigger language plpgsql as $$
begin
  if old.kind <> 'normal' and ((new.kind, new.via_user_id, new.opening_id, new.user_id) is distinct from (old.kind, old.via_user_id, old.opening_id, old.user_id)
    or new.absolute_expires_at > old.absolute_expires_at)
  then raise exception 'identity_session_mode_stays' using errcode = '55000';
  end if;
  if new.kind = 'impersonation' and old.kind = 'normal' and (
    exists (select 1 from identity.users u where u.id = new.user_id and u.role = 'ADMIN')
    or not exists (select 1 from identity.users u where u.id = new.via_user_id and u.role = 'ADMIN' and u.state = 'active'))
  then raise exception 'identity_impersonation_refused' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger sessions_mode_stays before update on identity.sessions
  for each row when (old.kind <> 'normal' or new.kind <> 'normal') execute function identity.guard_session_mode();

-- Roles that handle everybody's rights or money are given by two people, or by the only administrator there is, marked
-- as such. Rows from before this rule are left as they are.
alter table identity.role_changes add constraint role_changes_second_admin_chk
  check (state <> 'applied' or to_role not in ('ADMIN', 'FINANCE') or from_role = to_role or approved_by is not null or by_one_admin) not valid;
alter table identity.role_changes add constraint role_changes_not_oneself_chk check (approved_by <> user_id and requested_by <> user_id) not valid;

-- What was decided about a role stays as it was decided.
create function identity.guard_role_change() returns trigger language plpgsql as $$
begin
  raise exception 'identity_role_change_is_decided' using errcode = '55000';
end $$;
create trigger role_changes_are_final before update on identity.role_changes
  for each row when (old.state <> 'pending') execute function identity.guard_role_change();
