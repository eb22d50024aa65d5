-- Where a calendar day begins for a lead. A zone that the database does not know (written by hand) counts as India's: one bad row must
-- not stop a scan over all of them.
create function leads.day_start(day date, zone text) returns timestamptz language plpgsql stable strict as $$
begin
  return day::timestamp at time zone zone;
exception when invalid_parameter_value then
  return day::timestamp at time zone 'Asia/Kolkata';
end $$;
