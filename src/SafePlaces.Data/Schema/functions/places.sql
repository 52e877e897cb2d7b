-- Places on a curve and in squares, other CRSs, and what is read of relations of others.

create or replace function safeplaces.square(g geometry) returns bigint language sql immutable parallel safe
  return floor(ST_XMin(g) / 1000)::bigint * 100000 + floor(ST_YMin(g) / 1000)::bigint;

create or replace function safeplaces.whole_metres(g geometry) returns geometry language sql immutable parallel safe
  return ST_MakeEnvelope(floor(ST_XMin(g)), floor(ST_YMin(g)), floor(ST_XMax(g)) + 1, floor(ST_YMax(g)) + 1, 3006);

-- A geometry in another CRS; null where the projection is not defined: one point in the wrong CRS must not spoil its layer.
-- Not for parallel plans, which know no subtransactions.
create or replace function safeplaces.transform(g geometry, srid integer) returns geometry language plpgsql immutable strict as $$
begin
  return ST_Transform(g, srid);
exception when internal_error then
  return null;
end $$;

-- The box in longitude and latitude round a box of some SRID: west, south, east, north, rounded outward to 7 decimals;
-- the whole world where the projection is not defined or a coordinate is none.
create or replace function safeplaces.degrees(extent box2d, srid integer) returns double precision[] language sql immutable strict as $$
  select case when srid > 0 then case when b @ ST_MakeEnvelope(-180, -90, 180, 90, 4326) is not true then array[-180, -90, 180, 90] else array[
    floor(ST_XMin(b) * 1e7) / 1e7, floor(ST_YMin(b) * 1e7) / 1e7, ceil(ST_XMax(b) * 1e7) / 1e7, ceil(ST_YMax(b) * 1e7) / 1e7] end end
  from (select safeplaces.transform(ST_Segmentize(ST_SetSRID(extent::geometry, srid),
    greatest(ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent), 1e-6) / 50), 4326) as b) q;
$$;

-- The places of point layers in the order of a curve, so that the features of a box are read page by page in a stable order
-- without sorting the box: position on a Z-order curve (Morton 1966) over squares of one metre, bits of east and north taking
-- turns. The service computes the same (Analysis/Grids/PlaceKey.cs). A layer with an index on it is paged by it.
-- The functions of PostGIS are named with their schema: a restored dump makes the index without a search path.
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

-- Whether a geometry meets a box given in any CRS, judged there. The planner sees no spatial operator in it and so leaves the
-- order of the curve alone.
create or replace function safeplaces.meets(g geometry, box geometry) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return public.ST_Intersects(public.ST_Transform(g, public.ST_SRID(box)), box);
end $$;

-- The extent of a table by its spatial index, in the table's SRID; of a partitioned table, or one that others inherit from, that
-- of all its parts. Null where there is none to be had: no index on some part that holds rows, nobody may read it, or somebody
-- holds a lock on it. Whatever a table is, it costs nobody else more than this null.
-- PostGIS brings the whole server down when a table is dropped while it looks, so each part is locked first, by reading none
-- of its rows; and it is still the one that was meant, for another may have taken its name.
create or replace function safeplaces.index_extent(relation oid, attribute name) returns box2d language plpgsql
  set lock_timeout = '5ms' as $$
declare
  part record;
  extent box2d;
  whole box2d;
begin
  for part in
    with recursive parts as (
      select relation as oid
      union
      select i.inhrelid from parts join pg_inherits i on i.inhparent = parts.oid
    )
    select parts.oid, parts.oid::regclass::text as name, c.relkind from parts join pg_class c on c.oid = parts.oid
  loop
    execute format('select from only %s limit 0', part.name);
    if to_regclass(part.name) is distinct from part.oid then
      return null;
    end if;
    continue when part.relkind = 'p'; -- holds no rows of its own
    extent := _postgis_index_extent(part.oid::regclass, attribute::text);
    if extent is null and pg_relation_size(part.oid) > 0 then
      return null;
    end if;
    whole := ST_CombineBBox(whole, extent::geometry);
  end loop;
  return whole;
exception when others then -- what it is not is the same to all: the reader then asks the table itself, with a time limit
  return null;
end $$;
revoke execute on function safeplaces.index_extent from public;
grant execute on function safeplaces.index_extent to safeplaces_worker;

-- Whether what stands in schema reference may be read by the service. A view, and row security, run what their maker wrote in
-- the session of the reader; so of what others than the owner of the schema made, only plain relations are read.
create or replace function safeplaces.may_be_read(relation oid) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select c.relowner = n.nspowner or (c.relkind <> 'v' and not c.relrowsecurity) or r.rolsuper
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
  where c.oid = relation;
$$;

-- ANALYZE is the owner's; who has imported many rows asks for it.
create or replace function safeplaces.analyze_layer(relation regclass) returns void language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if (select nspname <> 'safeplaces' from pg_class c join pg_namespace n on n.oid = relnamespace where c.oid = relation) then
    raise exception 'no table of a layer: %', relation;
  end if;
  execute format('analyze %s', relation);
end $$;
revoke execute on function safeplaces.analyze_layer from public;
grant execute on function safeplaces.analyze_layer to safeplaces_planner;
