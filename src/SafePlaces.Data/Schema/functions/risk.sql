-- What the risk of places follows.

create or replace function safeplaces.append_only() returns trigger language plpgsql as $$
begin
  raise exception 'a line of % is never changed: add a new one', tg_table_name;
end $$;

create or replace function safeplaces.await_risk() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  insert into risk_pending (relation, area) select relation, area from fresh
  where relation in ('gis.unsafe_spots', 'gis.lighting', 'gis.walk_routes', 'gis.planned_construction', 'gis.presence', 'gis.safety_walks', 'safeplaces.layer_coverage');
  return null;
end $$;
revoke execute on function safeplaces.await_risk from public;

-- A new file changes the light of all lamps of its type, though no lamp changes.
create or replace function safeplaces.log_lamp_type() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
declare
  changed text := case when tg_op = 'DELETE' then old.name else new.name end;
begin
  insert into layer_changes (relation, added, removed)
    select 'gis.lighting', 0, 0 where exists (select from lighting where lamp_type = changed);
  insert into changed_areas (relation, area)
    select 'gis.lighting', safeplaces.whole_metres(ST_Extent(geom)::geometry) from lighting where lamp_type = changed group by safeplaces.square(geom);
  return null;
end $$;
revoke execute on function safeplaces.log_lamp_type from public;
