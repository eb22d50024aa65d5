-- The journal is still never rewritten, but for one thing: what it says about a person who is erased is blanked. Erasure says so for its
-- own transaction, and may touch nothing but the words.
create or replace function leads.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('leads.erasing', true) = 'on' then
    if tg_table_name = 'activities' and to_jsonb(new) - 'data' = to_jsonb(old) - 'data' then return new; end if;
    if tg_table_name = 'status_changes' and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' then return new; end if;
  end if;
  raise exception 'leads_append_only' using errcode = '55000';
end $$;
