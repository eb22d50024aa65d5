-- Once there is an active administrator there always is one, whoever writes: a verb, a sweep, somebody at a console.
-- Looked at after the statement, so a bulk update is judged by what it leaves; one transaction at a time, so the second
-- of two counts what the first has left. A snapshot taken before that wait would still show who is gone, and is refused.
create function identity.keep_an_admin() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('identity.last-admin', 0));
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'identity_last_admin_needs_read_committed' using errcode = '25001';
  end if;
  if not exists (select 1 from identity.users where role = 'ADMIN' and state = 'active') then
    raise exception 'identity_last_admin' using errcode = '23514', constraint = 'users_last_admin_chk', table = 'users', schema = 'identity';
  end if;
  return null;
end $$;
create trigger users_keep_an_admin after update on identity.users
  for each row when (old.role = 'ADMIN' and old.state = 'active' and (new.role <> 'ADMIN' or new.state <> 'active'))
  execute function identity.keep_an_admin();

create trigger users_no_truncate before truncate on identity.users for each statement execute function identity.refuse_user_delete();
