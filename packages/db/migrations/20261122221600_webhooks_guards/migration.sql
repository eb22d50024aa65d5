-- Sandbox messages never reach live endpoints, nor the reverse: an endpoint is one of the two for good.
create function webhooks.guard_endpoint_mode() returns trigger language plpgsql as $$
begin
  if new.mode <> old.mode then raise exception 'endpoint_mode_immutable' using errcode = '55000'; end if;
  return new;
end $$;
create trigger endpoints_mode_guard before update of mode on webhooks.endpoints
  for each row execute function webhooks.guard_endpoint_mode();

-- The bytes are stored once: every attempt and replay sends, under the same id, exactly what was enqueued.
create function webhooks.guard_message_bytes() returns trigger language plpgsql as $$
begin
  if (new.id, new.endpoint_id, new.type, new.order_key, new.sequence, new.body) is distinct from (old.id, old.endpoint_id, old.type, old.order_key, old.sequence, old.body) then
    raise exception 'message_bytes_immutable' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger messages_bytes_guard before update of id, endpoint_id, type, order_key, sequence, body on webhooks.messages
  for each row execute function webhooks.guard_message_bytes();
