-- The first release wrote "never set" as JSON null; from here on it is SQL null, and JSON null is a value.
update settings.changes set old = null where base_version = 0;

-- History is never rewritten and nothing that has a version disappears: a value is taken back by a change, not by deleting its row.
create function settings.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'settings_append_only' using errcode = '55000';
end $$;
create trigger changes_append_only before update or delete on settings.changes for each row execute function settings.refuse_change();
create trigger changes_no_truncate before truncate on settings.changes for each statement execute function settings.refuse_change();
create trigger values_no_delete before delete on settings.values for each row execute function settings.refuse_change();
create trigger values_no_truncate before truncate on settings.values for each statement execute function settings.refuse_change();
create trigger flags_no_delete before delete on settings.flags for each row execute function settings.refuse_change();
create trigger revision_no_delete before delete on settings.revision for each row execute function settings.refuse_change();
create trigger revision_no_truncate before truncate on settings.revision for each statement execute function settings.refuse_change();

alter table settings.flag_rules add constraint flag_rules_position_key unique (flag, position) deferrable initially immediate;

-- Whoever writes a value or a flag, by a verb or by hand, moves the revision by one per transaction and wakes every process. The row
-- is locked until the end of the transaction, so revisions become visible in their order and "newer than mine" misses nothing.
insert into settings.revision (one, revision) values (true, 1);
update settings.values set revision = 1;
create function settings.next_revision() returns bigint language plpgsql as $$
declare moved bigint := nullif(current_setting('mas.settings_revision', true), '')::bigint; -- of this transaction only
begin
  if moved is null then
    update settings.revision r set revision = r.revision + 1 returning r.revision into strict moved;
    perform set_config('mas.settings_revision', moved::text, true);
    perform pg_notify('settings', moved::text);
  end if;
  return moved;
end $$;
create function settings.stamp_revision() returns trigger language plpgsql as $$
begin
  new.revision := settings.next_revision();
  return new;
end $$;
create trigger values_stamp before insert or update on settings.values for each row execute function settings.stamp_revision();
create trigger flags_stamp before insert or update on settings.flags for each row execute function settings.stamp_revision();

-- Rules and overrides are read together with their flag: touching them touches it.
create function settings.touch_flags() returns trigger language plpgsql as $$
begin
  update settings.flags f set revision = f.revision where f.flag in (select m.flag from moved m);
  return null;
end $$;
create function settings.touch_every_flag() returns trigger language plpgsql as $$
begin
  update settings.flags f set revision = f.revision;
  return null;
end $$;
create trigger flag_rules_added after insert on settings.flag_rules referencing new table as moved for each statement execute function settings.touch_flags();
create trigger flag_rules_changed after update on settings.flag_rules referencing new table as moved for each statement execute function settings.touch_flags();
create trigger flag_rules_removed after delete on settings.flag_rules referencing old table as moved for each statement execute function settings.touch_flags();
create trigger flag_rules_emptied after truncate on settings.flag_rules for each statement execute function settings.touch_every_flag();
create trigger flag_overrides_added after insert on settings.flag_overrides referencing new table as moved for each statement execute function settings.touch_flags();
create trigger flag_overrides_changed after update on settings.flag_overrides referencing new table as moved for each statement execute function settings.touch_flags();
create trigger flag_overrides_removed after delete on settings.flag_overrides referencing old table as moved for each statement execute function settings.touch_flags();
create trigger flag_overrides_emptied after truncate on settings.flag_overrides for each statement execute function settings.touch_every_flag();
