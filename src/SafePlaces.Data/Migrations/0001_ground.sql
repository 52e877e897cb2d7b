-- Schemas and what every layer shares. Runs as the owner of the database, who is no superuser: roles, extension and event
-- trigger are there already (bootstrap.sql).
create schema if not exists safeplaces;   -- base tables: written
create schema if not exists gis;          -- one published view per layer: read
create schema if not exists gis_public;   -- the rows of a layer that everybody may see, where those are not all of them
create schema if not exists gis_officer;  -- views with the columns that only officers may see
create schema if not exists reference;    -- any other table of the municipality: published as it is

grant usage on schema gis, gis_public to safeplaces_public;
grant usage on schema safeplaces to safeplaces_public;
grant usage on schema reference to safeplaces_partner, safeplaces_planner;
grant create on schema reference to safeplaces_planner;
grant usage on schema gis_officer to safeplaces_officer;
revoke create on schema public from public;

-- A version-7 UUID (RFC 9562): rows made one after another lie one after another in the index.
create function safeplaces.uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid;
$$;

-- What happened to each published relation, statement by statement, only ever appended to, so that writers do not queue.
-- Version = (sum of changes, last id): rows may commit out of order, the sum then still grows.
-- Rows of the layer = sum(added) - sum(removed).
create table safeplaces.layer_changes (
  id bigint generated always as identity primary key,
  relation text not null,
  added bigint not null,
  removed bigint not null,
  changes bigint not null default 1,
  changed_at timestamptz not null default now()
);
create index on safeplaces.layer_changes (relation, id);

-- Folds the lines of earlier days into one a relation; version and row count stay as they are.
create procedure safeplaces.compact_layer_changes() language sql as $$
  with folded as (
    delete from safeplaces.layer_changes where changed_at < now() - interval '1 day' returning *
  )
  insert into safeplaces.layer_changes (id, relation, added, removed, changes, changed_at) overriding system value
  select max(id), relation, sum(added), sum(removed), sum(changes), max(changed_at) from folded group by relation;
$$;

-- Where a layer changed: boxes in whole metres of EPSG:3006, at most one per square kilometre and statement.
create table safeplaces.changed_areas (
  id bigint generated always as identity primary key,
  relation text not null,
  area geometry(Polygon, 3006) not null,
  changed_at timestamptz not null default now()
);

create function safeplaces.square(g geometry) returns bigint language sql immutable parallel safe
  return floor(ST_XMin(g) / 1000)::bigint * 100000 + floor(ST_YMin(g) / 1000)::bigint;

create function safeplaces.whole_metres(g geometry) returns geometry language sql immutable parallel safe
  return ST_MakeEnvelope(floor(ST_XMin(g)), floor(ST_YMin(g)), floor(ST_XMax(g)) + 1, floor(ST_YMax(g)) + 1, 3006);

-- A geometry in another CRS; null where the projection is not defined: one point in the wrong CRS must not spoil its layer.
-- Not for parallel plans, which know no subtransactions.
create function safeplaces.transform(g geometry, srid integer) returns geometry language plpgsql immutable strict as $$
begin
  return ST_Transform(g, srid);
exception when internal_error then
  return null;
end $$;

-- The box in longitude and latitude round a box of some SRID: west, south, east, north, rounded outward to 7 decimals;
-- the whole world where the projection is not defined or a coordinate is none.
create function safeplaces.degrees(extent box2d, srid integer) returns double precision[] language sql immutable strict as $$
  select case when srid > 0 then case when b @ ST_MakeEnvelope(-180, -90, 180, 90, 4326) is not true then array[-180, -90, 180, 90] else array[
    floor(ST_XMin(b) * 1e7) / 1e7, floor(ST_YMin(b) * 1e7) / 1e7, ceil(ST_XMax(b) * 1e7) / 1e7, ceil(ST_YMax(b) * 1e7) / 1e7] end end
  from (select safeplaces.transform(ST_Segmentize(ST_SetSRID(extent::geometry, srid),
    greatest(ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent), 1e-6) / 50), 4326) as b) q;
$$;

-- TG_ARGV[0] is the published relation. Written by the database, so that an edit in QGIS counts as well.
create function safeplaces.log_change() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), 0 from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from fresh group by safeplaces.square(geom);
  elsif tg_op = 'DELETE' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], 0, count(*) from stale having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from stale group by safeplaces.square(geom);
  else
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), count(*) from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry)
      from (select geom from fresh union all select geom from stale) moved group by safeplaces.square(geom);
  end if;
  return null;
end $$;

create function safeplaces.log_change_without_place() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  insert into layer_changes (relation, added, removed) values (tg_argv[0], 0, 0);
  return null;
end $$;

-- or somebody hangs them on a table of their own and writes what they like
revoke execute on function safeplaces.log_change, safeplaces.log_change_without_place from public;

create function safeplaces.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

create function safeplaces.refuse_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'use DELETE, not TRUNCATE: every change of % is counted', tg_table_name;
end $$;

-- Makes every change of a table count as a change of the published relation.
create procedure safeplaces.track(base regclass, relation text) language plpgsql as $$
begin
  execute format('create trigger log_insert after insert on %s referencing new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_update after update on %s referencing old table as stale new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_delete after delete on %s referencing old table as stale for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger refuse_truncate before truncate on %s for each statement execute function safeplaces.refuse_truncate()', base);
end $$;

-- What everybody may see of a layer, kept as a table of its own by triggers: a filter in a view could be seen through.
-- TG_ARGV[0] is the condition a row must meet.
create function safeplaces.publish_rows() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    execute format('delete from gis_public.%I where id in (select id from stale)', tg_table_name);
  end if;
  if tg_op <> 'DELETE' then
    execute format('insert into gis_public.%1$I select * from gis.%1$I where id in (select id from fresh) and (%2$s)', tg_table_name, tg_argv[0]);
  end if;
  return null;
end $$;
revoke execute on function safeplaces.publish_rows from public;

create procedure safeplaces.publish_part(layer text, condition text) language plpgsql as $$
begin
  execute format('create table gis_public.%1$I (like gis.%1$I including comments)', layer);
  execute format('alter table gis_public.%I add primary key (id), alter column geom set not null', layer);
  execute format('create index on gis_public.%I using gist (geom)', layer);
  call safeplaces.track(format('gis_public.%I', layer), 'gis_public.' || layer);
  execute format('grant select on gis_public.%I to safeplaces_public', layer);
  execute format('create trigger publish_insert after insert on safeplaces.%I referencing new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_update after update on safeplaces.%I referencing old table as stale new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_delete after delete on safeplaces.%I referencing old table as stale for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
end $$;

-- The personal tokens. Only the hash is kept; the service reads it as the owner, the admin never sees it.
create table safeplaces.access_tokens (
  id uuid primary key,
  name text not null check (name <> ''),
  role text not null check (role in ('public', 'partner', 'planner', 'officer', 'admin')),
  hash bytea not null unique check (length(hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- A table that the owner makes in schema reference is readable for planners and officers at once; an event trigger does the same
-- for those that others make.
-- What everybody may see is published on purpose: grant select on reference.x to safeplaces_public (and usage on the schema).
alter default privileges in schema reference grant select on tables to safeplaces_planner;
