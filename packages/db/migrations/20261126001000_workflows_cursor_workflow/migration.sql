-- The workflow stands in the cursor too, so that who stands at a step can be asked of an index.
create function workflows.name_workflow() returns trigger language plpgsql as $$
begin
  select r.workflow_id into new.workflow_id from workflows.runs r where r.id = new.run_id;
  return new;
end $$;
create trigger cursors_name_workflow before insert on workflows.cursors
  for each row when (new.workflow_id is null) execute function workflows.name_workflow();

-- Cursors of before. Nobody waits for these rows: loops pass over what is held.
update workflows.cursors c set workflow_id = r.workflow_id from workflows.runs r where r.id = c.run_id and c.workflow_id is null;
