-- What drizzle-kit cannot say about the workflow engine's tables: immutability, the cursor of a run, storage settings.

alter table workflows.workflows add constraint workflows_active_version_fk
  foreign key (id, active_version) references workflows.versions (workflow_id, n);

-- People may walk a published version for a year, and its hash is what a proof of a migration or a report names.
create function workflows.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'workflows_append_only' using errcode = '55000', table = tg_table_name, schema = tg_table_schema;
end $$;
create trigger versions_permanent before update or delete on workflows.versions for each row execute function workflows.refuse_change();
create trigger versions_no_truncate before truncate on workflows.versions for each statement execute function workflows.refuse_change();
create trigger task_decisions_append_only before update or delete on workflows.task_decisions
  for each row execute function workflows.refuse_change();

-- A run is not finished if, and only if, it has its one cursor. Looked at when the transaction commits, by reading alone:
-- a lock taken then could wait for somebody who waits for us.
create function workflows.hold_cursor() returns trigger language plpgsql as $$
declare
  v_run uuid;
  v_state text;
  v_has boolean;
begin
  if tg_table_name = 'runs' then
    v_run := new.id;
  elsif tg_op = 'DELETE' then
    v_run := old.run_id;
  else
    v_run := new.run_id;
  end if;
  select r.state, exists (select 1 from workflows.cursors c where c.run_id = r.id) into v_state, v_has from workflows.runs r where r.id = v_run;
  if found and v_has is distinct from (v_state <> 'finished') then
    raise exception 'workflows_cursor_iff_live: run % is % and has % cursor', v_run, v_state, case when v_has then 'a' else 'no' end
      using errcode = '23514', constraint = 'runs_cursor_iff_live', table = tg_table_name, schema = tg_table_schema;
  end if;
  return null;
end $$;
create constraint trigger runs_cursor_iff_live after insert or update of state on workflows.runs
  deferrable initially deferred for each row execute function workflows.hold_cursor();
create constraint trigger cursors_iff_live after insert or delete or update of run_id on workflows.cursors
  deferrable initially deferred for each row execute function workflows.hold_cursor();

-- Cursors are updated at every step: room on the page keeps most updates off the indexes, and dead rows must not pile up.
alter table workflows.cursors set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0);
alter table workflows.pace set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
alter table workflows.stat_deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table workflows.node_stats set (fillfactor = 70);
-- Only tells which loop holds what right now; after a crash nobody holds anything.
alter table workflows.steppers set unlogged;
alter table workflows.steppers set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
