-- An ended session is history and can never be revived, but where it came from may be forgotten: erasing a person and
-- pruning devices (whose foreign key sets null) do so.
create or replace function identity.refuse_ended_session() returns trigger language plpgsql as $$
declare
  forgettable constant text[] := array['ip', 'user_agent', 'device_id'];
begin
  if to_jsonb(new) - forgettable = to_jsonb(old) - forgettable
    and (new.ip is null or new.ip is not distinct from old.ip)
    and (new.user_agent is null or new.user_agent is not distinct from old.user_agent)
    and (new.device_id is null or new.device_id is not distinct from old.device_id)
  then return new;
  end if;
  raise exception 'identity_session_ended' using errcode = '55000';
end $$;
