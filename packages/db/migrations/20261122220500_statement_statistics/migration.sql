-- What operators see of heavy statements. Only a look-out: where the server may not have it, the page says so.
do $$ begin
  create extension if not exists pg_stat_statements;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'pg_stat_statements is not available here';
end $$;
