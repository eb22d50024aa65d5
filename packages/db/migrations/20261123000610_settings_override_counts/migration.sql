-- Every change of overrides touches its flag already (its revision); the same row keeps how many there are.
create function settings.count_overrides() returns trigger language plpgsql as $$
begin
  update settings.flags f set override_count = f.override_count + m.n * case tg_op when 'INSERT' then 1 else -1 end
  from (select flag, count(*)::int as n from moved group by flag) m where f.flag = m.flag;
  return null;
end $$;
create function settings.count_no_overrides() returns trigger language plpgsql as $$
begin
  update settings.flags set override_count = 0;
  return null;
end $$;
-- The triggers' lock keeps writers away until those who came before them are counted.
create trigger flag_overrides_counted after insert on settings.flag_overrides referencing new table as moved for each statement execute function settings.count_overrides();
create trigger flag_overrides_uncounted after delete on settings.flag_overrides referencing old table as moved for each statement execute function settings.count_overrides();
create trigger flag_overrides_none_left after truncate on settings.flag_overrides for each statement execute function settings.count_no_overrides();
update settings.flags f set override_count = (select count(*) from settings.flag_overrides o where o.flag = f.flag);
