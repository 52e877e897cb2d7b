-- Two imports of one source wait for each other: each takes the row of its layer and source, until its transaction ends. Nobody
-- reads or writes the table but through this function, and who may import nothing may not call it.
create table safeplaces.import_sources (
  relation text not null,
  source text not null,
  primary key (relation, source)
);
comment on table safeplaces.import_sources is 'What was imported from where: an import holds its row, so that another of the same source waits.';

-- Whoever keeps the row for longer than an import takes has the next one refused, not waiting for ever.
create function safeplaces.begin_import(relation text, source text) returns void language sql security definer
  set search_path = safeplaces, pg_temp set lock_timeout = '10min' as $$
  insert into safeplaces.import_sources values ($1, $2)
  on conflict on constraint import_sources_pkey do update set source = excluded.source;
$$;
revoke execute on function safeplaces.begin_import from public;
grant execute on function safeplaces.begin_import to safeplaces_planner;
