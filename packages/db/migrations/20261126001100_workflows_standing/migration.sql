-- How many stand at each node is kept as it changes, whoever changes it: deltas for each statement, folded every minute.
-- The run is asked for by its key: the planner cannot know how few rows a statement changed.
create function workflows.count_standing() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if tg_op = 'UPDATE' then
    insert into workflows.standing_deltas (workflow_id, version_n, node_id, people)
    select r.workflow_id, r.version_n, m.node_id, sum(m.people)::int
    from (select s.run_id, s.node_id, sum(s.people) as people
          from (select run_id, node_id, -1 as people from gone union all select run_id, node_id, 1 from fresh) s
          group by s.run_id, s.node_id having sum(s.people) <> 0) m
      cross join lateral (select r.workflow_id, r.version_n from workflows.runs r where r.id = m.run_id limit 1) r
    group by 1, 2, 3 having sum(m.people) <> 0;
  elsif tg_op = 'INSERT' then
    insert into workflows.standing_deltas (workflow_id, version_n, node_id, people)
    select r.workflow_id, r.version_n, m.node_id, count(*)::int
    from fresh m cross join lateral (select r.workflow_id, r.version_n from workflows.runs r where r.id = m.run_id limit 1) r
    group by 1, 2, 3;
  else
    insert into workflows.standing_deltas (workflow_id, version_n, node_id, people)
    select r.workflow_id, r.version_n, m.node_id, -count(*)::int
    from gone m cross join lateral (select r.workflow_id, r.version_n from workflows.runs r where r.id = m.run_id limit 1) r
    group by 1, 2, 3;
  end if;
  return null;
end $$;

-- A run that is moved to another version takes its place along.
create function workflows.move_standing() returns trigger language plpgsql as $$
begin
  insert into workflows.standing_deltas (workflow_id, version_n, node_id, people)
  select new.workflow_id, v.version_n, c.node_id, v.people
  from workflows.cursors c cross join (values (old.version_n, -1), (new.version_n, 1)) v (version_n, people) where c.run_id = new.id;
  return null;
end $$;

-- The triggers' locks keep writers away until those who came before them are counted.
create trigger cursors_count_entered after insert on workflows.cursors referencing new table as fresh
  for each statement execute function workflows.count_standing();
create trigger cursors_count_moved after update on workflows.cursors referencing old table as gone new table as fresh
  for each statement execute function workflows.count_standing();
create trigger cursors_count_left after delete on workflows.cursors referencing old table as gone
  for each statement execute function workflows.count_standing();
create trigger runs_move_standing after update of version_n on workflows.runs
  for each row when (old.version_n is distinct from new.version_n) execute function workflows.move_standing();
insert into workflows.standing (workflow_id, version_n, node_id, people)
select r.workflow_id, r.version_n, c.node_id, count(*) from workflows.cursors c join workflows.runs r on r.id = c.run_id group by 1, 2, 3;

alter table workflows.standing_deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table workflows.standing set (fillfactor = 70);
