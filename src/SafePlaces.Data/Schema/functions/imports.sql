-- What a source of imports leaves behind.

-- Whoever keeps the row for longer than an import takes has the next one refused, not waiting for ever.
create or replace function safeplaces.begin_import(relation text, source text) returns void language sql security definer
  set search_path = safeplaces, pg_temp set lock_timeout = '10min' as $$
  insert into safeplaces.import_sources values ($1, $2)
  on conflict on constraint import_sources_pkey do update set source = excluded.source;
$$;
revoke execute on function safeplaces.begin_import from public;
grant execute on function safeplaces.begin_import to safeplaces_planner;
