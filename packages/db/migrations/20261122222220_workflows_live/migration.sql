-- Who is in a workflow now: caps, archiving and the picture of where people stand count these and never the finished ones.
create index runs_live_idx on workflows.runs (workflow_id, version_n) where state <> 'finished';
