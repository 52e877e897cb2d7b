-- Each role has a login of the service (bootstrap.sql); what the owner did for the service until now, two logins of their own do:
-- worker (derived layers, jobs, the catalogue) and access (tokens, secrets).
drop function if exists safeplaces.publish_reference(); -- bootstrap.sql has its own
alter default privileges in schema reference grant select on tables to safeplaces_planner; -- 0001's, of whoever owns the schema now

-- What ran when, so that a migration that was changed after it ran is found out.
create table safeplaces.migration_checksums (
  migration_id text primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  recorded_at timestamptz not null default now()
);

-- Databases of the days when two files were still being written: columns and functions as they were released.
alter table safeplaces.history add column if not exists place geometry(Geometry, 3006);
comment on column safeplaces.history.before is 'the row as it was, without its geometry, which is place';
create or replace function safeplaces.keep() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
declare
  columns text;
begin
  if tg_op = 'INSERT' then
    insert into history (layer, feature_id, operation, features, changed_by, role)
      select tg_argv[0], case when n = 1 then (select id from fresh) end, 'insert', n, safeplaces.caller(), safeplaces.caller_role()
      from (select count(*) from fresh) counted(n) where n > 0;
  else
    -- a geometry as JSON costs more than all the rest, and is no longer exact
    select string_agg(format('stale.%I', attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped and attname <> 'geom';
    execute format(
      'insert into history (layer, feature_id, operation, changed_by, role, before, place)
       select $1, stale.id, $2, safeplaces.caller(), safeplaces.caller_role(), (select to_jsonb(r) from (select %s) r), stale.geom from stale', columns)
      using tg_argv[0], lower(tg_op);
  end if;
  return null;
end $$;
create or replace function safeplaces.place(g geometry) returns bigint language plpgsql immutable strict parallel safe as $$
declare
  v bigint := greatest(0, least(16777215, floor(public.ST_Y(g))))::bigint << 32 | greatest(0, least(16777215, floor(public.ST_X(g))))::bigint;
  t bigint;
begin
  t := (v # (v >> 16)) & 4294901760;         v := v # t # (t << 16);
  t := (v # (v >> 8)) & 280375465148160;     v := v # t # (t << 8);
  t := (v # (v >> 4)) & 67555025218437360;   v := v # t # (t << 4);
  t := (v # (v >> 2)) & 868082074056920076;  v := v # t # (t << 2);
  t := (v # (v >> 1)) & 2459565876494606882; v := v # t # (t << 1);
  return v;
end $$;
create or replace function safeplaces.meets(g geometry, box geometry) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return public.ST_Intersects(public.ST_Transform(g, public.ST_SRID(box)), box);
end $$;

-- Who is at work. A person's login is who it is; only the service's logins speak for others: the service names the token in
-- the setting safeplaces.caller of its transaction. session_user is the login, whatever role it has taken.
create or replace function safeplaces.caller() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case when session_user in ('safeplaces_public_service', 'safeplaces_partner_service', 'safeplaces_planner_service',
      'safeplaces_officer_service', 'safeplaces_admin_service', 'safeplaces_worker', 'safeplaces_owner')
    then nullif(current_setting('safeplaces.caller', true), '') else session_user::text end;

create or replace function safeplaces.caller_role() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case session_user
    when 'safeplaces_public_service' then 'public' when 'safeplaces_partner_service' then 'partner'
    when 'safeplaces_planner_service' then 'planner' when 'safeplaces_officer_service' then 'officer'
    when 'safeplaces_admin_service' then 'admin' when 'safeplaces_worker' then 'worker' when 'safeplaces_owner' then 'owner'
    else session_user::text end;

-- Whether what stands in schema reference may be read by the service. A view, and row security, run what their maker wrote in
-- the session of the reader; so of what others than the owner of the schema made, only plain relations are read.
create function safeplaces.may_be_read(relation oid) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select c.relowner = n.nspowner or (c.relkind <> 'v' and not c.relrowsecurity) or r.rolsuper
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
  where c.oid = relation;
$$;

-- ANALYZE is the owner's; who has imported many rows asks for it.
create function safeplaces.analyze_layer(relation regclass) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if (select nspname <> 'safeplaces' from pg_class c join pg_namespace n on n.oid = relnamespace where c.oid = relation) then
    raise exception 'no table of a layer: %', relation;
  end if;
  execute format('analyze %s', relation);
end $$;
revoke execute on function safeplaces.analyze_layer from public;
grant execute on function safeplaces.analyze_layer to safeplaces_planner;

-- The worker sees what planners see (bootstrap.sql), and base tables without texts, contacts, tokens and history.
grant select on safeplaces.unsafe_spots, safeplaces.lighting, safeplaces.walk_routes, safeplaces.planned_construction,
  safeplaces.focus_areas, safeplaces.presence, safeplaces.safety_walks, safeplaces.measures, safeplaces.layer_changes,
  safeplaces.changed_areas, safeplaces.cell_changes, safeplaces.migrations, safeplaces.migration_checksums to safeplaces_worker;
grant select, insert, update, delete on safeplaces.walk_stretches, safeplaces.lighting_gaps, safeplaces.risk_cells,
  safeplaces.hot_spots, safeplaces.lamp_types, safeplaces.jobs, safeplaces.job_products to safeplaces_worker;
grant select, insert on safeplaces.risk_models, safeplaces.risk_model_uses, safeplaces.risk_rebuilds, safeplaces.risk_tests,
  safeplaces.releases, safeplaces.public_release to safeplaces_worker;
grant select, delete on safeplaces.risk_pending to safeplaces_worker;
grant usage on sequence safeplaces.risk_rebuilds_id_seq to safeplaces_worker;
grant update on safeplaces.releases to safeplaces_worker; -- which is what locking it takes; a trigger refuses every update
grant usage on schema gis_officer to safeplaces_worker; -- sees what there is, reads nothing
grant execute on function safeplaces.index_extent to safeplaces_worker;
alter procedure safeplaces.fold_cells(text) security definer;
alter procedure safeplaces.fold_cells(text) set search_path = safeplaces, public, pg_temp;
revoke execute on procedure safeplaces.fold_cells(text) from public;
grant execute on procedure safeplaces.fold_cells(text) to safeplaces_worker;

grant select, insert, update on safeplaces.access_tokens to safeplaces_access;
grant select on safeplaces.service_secrets to safeplaces_access;
grant usage on schema safeplaces to safeplaces_access;
