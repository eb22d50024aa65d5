-- How many arrivals named a campaign is kept like the counts of the pool: deltas for each statement, folded every minute
-- (dimension campaign, key its id, no status). Arrivals are never deleted and never change their campaign.
create function leads.count_arrivals() returns trigger language plpgsql as $$
begin
  insert into leads.pool_count_deltas (dimension, key, status, delta)
  select 'campaign', n.campaign_id::text, '', count(*) from fresh n where n.campaign_id is not null group by 2;
  return null;
end $$;
-- The trigger's lock keeps writers away until those who came before it are counted.
create trigger intakes_count_arrivals after insert on leads.intakes referencing new table as fresh for each statement execute function leads.count_arrivals();
insert into leads.pool_counts (dimension, key, status, count)
select 'campaign', campaign_id::text, '', count(*) from leads.intakes where campaign_id is not null group by 2;
