-- Which workflow's run caused an event: what a back-test of that workflow must not take for something that would have happened anyway.
alter table workflows.event_log add column caused_by uuid;
